/** Every member of an entry as a text column, as one would keep a log in a database of texts. */
export const exportColumns: readonly (readonly [column: string, member: string])[] = [
  ['id', 'id'], ['time', 'timestamp'], ['user_email', 'actor.email'], ['user_name', 'actor.name'], ['user_id', 'actor.id'], ['action', 'action'],
  ['resource_type', 'resource.type'], ['resource_id', 'resource.id'], ['resource_name', 'resource.name'], ['target_type', 'target.type'],
  ['target_id', 'target.id'], ['target_email', 'target.email'], ['target_name', 'target.name'], ['status', 'status'], ['reason_code', 'error.code'],
  ['reason_message', 'error.message'], ['permission', 'error.permission'], ['ip', 'ip_address'], ['user_agent', 'user_agent'],
  ['request_id', 'request_id'], ['changes_before', 'changes.before'], ['changes_after', 'changes.after'],
] // prettier-ignore
