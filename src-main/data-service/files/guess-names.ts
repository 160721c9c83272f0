import type { GuessField } from '@contract/import.ts'

/** By field, names under which consoles and tools export it, in plain form (`plainName`): the earlier, the surer. */
export const namesOfFields: Readonly<Record<GuessField, readonly string[]>> = {
  id: ['id', 'event_id', 'entry_id', 'log_id', 'record_id', 'audit_id', 'uuid', 'event_uuid', 'insert_id', 'message_id', 'document_id'],
  time: [
    'timestamp', 'time', 'occurred_at', 'event_time', 'created_at', 'datetime', 'date_time', 'event_timestamp', 'activity_date_time', 'date_utc',
    'date', 'created', 'published', 'logged_at', 'event_date', 'time_utc', 'timestamp_utc', 'creation_time', 'created_on', 'when', 'utc_time',
    'date_time_utc', 'event_time_utc', 'time_generated', 'start_time', 'ts',
  ],
  action: [
    'action', 'event_type', 'event_name', 'event', 'activity', 'operation', 'action_name', 'action_type', 'activity_display_name', 'activity_type',
    'operation_name', 'event_action', 'operation_type', 'verb', 'method', 'type', 'activity_name', 'change_type', 'event_display_name', 'task',
  ],
  status: ['status', 'result', 'outcome', 'success', 'event_result', 'operation_result', 'outcome_result', 'result_status', 'is_success', 'state'],
  'actor.email': [
    'actor_email', 'user_email', 'actor_user_email', 'initiated_by_email', 'performed_by_email', 'actor_login', 'initiated_by_user_principal_name',
    'actor', 'user', 'username', 'user_name', 'user_principal_name', 'login', 'initiated_by', 'performed_by', 'principal', 'principal_email', 'author',
    'author_email', 'changed_by', 'modified_by', 'created_by', 'who', 'email', 'actor_alternate_id', 'admin', 'administrator',
  ],
  'actor.name': ['actor_name', 'actor_display_name', 'user_display_name', 'author_name', 'performed_by_name', 'initiated_by_display_name', 'display_name'],
  'actor.id': ['actor_id', 'user_id', 'author_id', 'principal_id', 'initiated_by_id', 'performed_by_id'],
  'resource.type': ['resource_type', 'object_type', 'entity_type', 'category', 'target_resource_type'],
  'resource.id': ['resource_id', 'object_id', 'entity_id', 'role_id', 'group_id'],
  'resource.name': ['resource_name', 'resource', 'object_name', 'object', 'entity_name', 'entity', 'role', 'role_name', 'group', 'group_name', 'permission_name'],
  'target.type': ['target_type', 'target0_type'],
  'target.email': ['target_email', 'target_user_email', 'target_user', 'target', 'affected_user', 'target_login', 'target_user_principal_name', 'target0_alternate_id', 'member', 'subject', 'recipient'],
  'target.id': ['target_id', 'target0_id', 'target_user_id', 'member_id'],
  'target.name': ['target_name', 'target_display_name', 'target0_display_name', 'target_details', 'target_user_name', 'member_name'],
  ip: ['ip_address', 'ip', 'client_ip', 'source_ip', 'remote_ip', 'actor_ip', 'source_ip_address', 'remote_address', 'client_ip_address', 'actor_ip_address'],
  userAgent: ['user_agent', 'agent', 'client', 'browser', 'raw_user_agent', 'client_user_agent_raw_user_agent'],
  requestId: ['request_id', 'correlation_id', 'trace_id', 'transaction_id', 'session_id'],
  'reason.code': ['error_code', 'reason_code', 'failure_code', 'result_code'],
  'reason.message': ['error_message', 'error', 'failure_reason', 'status_reason', 'result_reason', 'reason', 'outcome_reason', 'message'],
  'reason.permission': ['error_permission', 'permission', 'required_permission'],
  'changes.before': ['changes_before', 'before', 'old_value', 'old_values', 'previous_value', 'old', 'from'],
  'changes.after': ['changes_after', 'after', 'new_value', 'new_values', 'new', 'to'],
} // prettier-ignore
