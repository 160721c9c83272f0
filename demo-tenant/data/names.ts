import type { Office } from './calendar.ts'

export const firstNames: readonly string[] =
  'Alice Bob Carla Deniz Elif Farid Greta Hiro Ines Jonas Kavya Liam Mei Noor Olga Pavel Quentin Rosa Samir Tove Uma Viktor Wanda Xavier Yusuf Zoe Anouk Bram Chiara Dmitri Eszter Fatima Gustav Hanna Ivo Jaya Karim Lena Marek Nadia Oskar Priya Rafael Sofia Theo Ulrike Vera Wei Yara Zain Amara Bastian Celine Diego Emre Freya Giulia Henrik Isabel Jamal Kirsten Luca Maren Nils Odile Petra Rohan Selma Tariq Valeria Willem Aisha Benno Clara Dario Edda'.split(
    ' ',
  )
export const lastNames: readonly string[] =
  'Ahmadi Becker Costa Dvorak Eriksen Fischer Gupta Haddad Ivanova Jansen Kowalski Lindqvist Moreau Nakamura Okafor Petrov Quiroga Rossi Schneider Tanaka Ueda Vasquez Weber Xu Yilmaz Zimmermann Andersen Bauer Chen Dubois Engel Ferrari Garcia Hoffmann Iyer Jensen Kaya Larsen Mehta Novak Olsen Popov Rao Sato Torres Urban Vogel Wagner Young Zhao Adeyemi Brandt Castillo Demir Eze Flores Graf Hansen Ito Joshi Keller Lopez Meyer Nguyen Ortiz Park Reyes Singh Thomsen Usman Virtanen Wolf Yamada Ziegler'.split(
    ' ',
  )

export interface Department {
  readonly name: string
  /** Permission domains its people work in. */
  readonly domains: readonly string[]
  readonly titles: readonly string[]
  /** Relative size. */
  readonly share: number
}

export const departments: readonly Department[] = [
  { name: 'Engineering', domains: ['project', 'cluster', 'storage'], titles: ['Software engineer', 'Senior engineer', 'Staff engineer', 'Engineering manager'], share: 34 },
  { name: 'IT', domains: ['iam', 'network', 'secrets'], titles: ['System administrator', 'Identity engineer', 'IT manager'], share: 8 },
  { name: 'Security', domains: ['iam', 'secrets', 'audit'], titles: ['Security analyst', 'Security engineer', 'Head of security'], share: 4 },
  { name: 'Finance', domains: ['billing', 'audit'], titles: ['Accountant', 'Controller', 'Head of finance'], share: 9 },
  { name: 'People', domains: ['hr'], titles: ['HR partner', 'Recruiter', 'Payroll specialist'], share: 6 },
  { name: 'Support', domains: ['support', 'billing'], titles: ['Support agent', 'Support lead', 'Technical writer'], share: 18 },
  { name: 'Sales', domains: ['sales', 'billing'], titles: ['Account executive', 'Sales engineer', 'Sales manager'], share: 13 },
  { name: 'Data', domains: ['data', 'storage'], titles: ['Data analyst', 'Data engineer', 'Data scientist'], share: 8 },
] // prettier-ignore

/** Accounts of machines, in the order they are set up. */
export const serviceAccounts: readonly { readonly name: string; readonly purpose: string; readonly domains: readonly string[]; readonly agent: string }[] = [
  { name: 'svc-scim-sync', purpose: 'Provisions people from the HR system', domains: ['iam'], agent: 'scim-sync/4.2.0 (+https://scim.acme.test)' },
  { name: 'svc-access-broker', purpose: 'Grants temporary access on approval', domains: ['iam'], agent: 'access-broker/1.18.3 grpc-node/1.11' },
  { name: 'svc-backup', purpose: 'Takes snapshots', domains: ['storage'], agent: 'restic-runner/0.17.1' },
  { name: 'svc-ci-deploy', purpose: 'Deploys releases', domains: ['project', 'cluster'], agent: 'acme-ci/2026.3 Go-http-client/2.0' },
  { name: 'svc-metrics', purpose: 'Polls usage for dashboards', domains: ['data'], agent: 'python-requests/2.32.3' },
  { name: 'svc-terraform', purpose: 'Applies infrastructure as code', domains: ['network', 'cluster'], agent: 'Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-acme/3.4.0' },
  { name: 'svc-invoice-export', purpose: 'Exports invoices every hour', domains: ['billing'], agent: 'curl/8.5.0' },
  { name: 'svc-legacy-console', purpose: 'Console 1.x, to be switched off', domains: ['support'], agent: 'AcmeConsole/1.9 (Java/11.0.2)' },
] // prettier-ignore

/** How many of them provision people and access; the others only work, and ask for more than they may. */
export const provisioners = 2

export const browserAgents: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
]
export const toolAgents: readonly string[] = [
  'acme-cli/3.7.1 (linux; amd64)',
  'acme-cli/3.8.0 (darwin; arm64)',
  'curl/8.9.1',
  'PostmanRuntime/7.42.0',
]

/** Addresses people of an office come from when they are in it (RFC 5737 and RFC 3849 ranges). */
export const officeAddresses: Readonly<Record<Office, readonly string[]>> = {
  berlin: ['203.0.113.10', '203.0.113.11', '203.0.113.12', '2001:db8:49:30::5'],
  'new-york': ['203.0.113.74', '203.0.113.75', '2001:db8:212::17'],
  bengaluru: ['203.0.113.140', '203.0.113.141'],
}
