import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { officialUrl } from './download.mjs'
import { missingPackages, parseLibraryCache } from './libraries.mjs'
import { findNpm, npmReason } from './npm.mjs'
import { hasT64Names, parseOsRelease } from './os-release.mjs'
import { cacheHome } from './paths.mjs'
import { chromiumSwitches, hostsDataService } from './runtime.mjs'
import { isInstalled, stampOf } from './stamp.mjs'

describe('what is installed', () => {
  const lock = {
    packages: {
      '': { name: 'desk' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  }

  it('changes its stamp with the lock file and with the platform', () => {
    expect(stampOf('one', 'linux-x64')).toBe(stampOf('one', 'linux-x64'))
    expect(stampOf('one', 'linux-x64')).not.toBe(stampOf('two', 'linux-x64'))
    expect(stampOf('one', 'linux-x64')).not.toBe(stampOf('one', 'linux-arm64'))
  })

  it('lets packages for other systems be absent, and nothing else', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true)
    expect(isInstalled(lock, { packages: { 'node_modules/b': { version: '2.0.0' } } })).toBe(false)
  })

  it('notices another version, of an optional package too', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false)
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } } })).toBe(false)
  })

  it('includes the binaries for this system, which npm leaves out when its Node is too old for them', () => {
    const binary = { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] }
    const packages = { 'node_modules/gnu': { ...binary, libc: ['glibc'] }, 'node_modules/musl': { ...binary, libc: ['musl'] } }
    expect(isInstalled({ packages }, { packages: {} }, 'linux', 'x64')).toBe(false)
    expect(isInstalled({ packages }, { packages: { 'node_modules/gnu': { version: '1.0.0' } } }, 'linux', 'x64')).toBe(true)
    expect(isInstalled({ packages }, { packages: {} }, 'darwin', 'arm64')).toBe(true)
  })

  it('is nothing when npm left no record', () => {
    expect(isInstalled(lock, undefined)).toBe(false)
  })
})

describe('os-release', () => {
  it('reads quoted and bare values and skips comments', () => {
    const text = '# a comment\nID=ubuntu\nPRETTY_NAME="Ubuntu 24.04 \\"LTS\\""\nVERSION_ID=\'24.04\'\n\nnot a line\n'
    expect(parseOsRelease(text)).toEqual({ ID: 'ubuntu', PRETTY_NAME: 'Ubuntu 24.04 "LTS"', VERSION_ID: '24.04' })
  })

  it('reads back any value that was quoted', () => {
    const value = fc.string().filter((text) => !/[\n\r]/.test(text))
    fc.assert(
      fc.property(value, (text) => {
        expect(parseOsRelease(`NAME="${text.replace(/["$`\\]/g, '\\$&')}"`)).toEqual({ NAME: text })
      }),
    )
  })

  it.each([
    ['Debian 12', { ID: 'debian', VERSION_CODENAME: 'bookworm' }, false],
    ['Debian 13', { ID: 'debian', VERSION_CODENAME: 'trixie' }, true],
    ['Debian unstable', { ID: 'debian' }, true],
    ['Ubuntu 22.04', { ID: 'ubuntu', VERSION_CODENAME: 'jammy', UBUNTU_CODENAME: 'jammy' }, false],
    ['Ubuntu 24.04', { ID: 'ubuntu', VERSION_CODENAME: 'noble', UBUNTU_CODENAME: 'noble' }, true],
    ['Mint on Ubuntu 22.04', { ID: 'linuxmint', VERSION_CODENAME: 'victoria', UBUNTU_CODENAME: 'jammy' }, false],
  ])('knows how %s names its libraries', (_, release, expected) => {
    expect(hasT64Names(release)).toBe(expected)
  })
})

describe('system libraries', () => {
  const listing =
    '2 libs found in cache\n\tlibnss3.so (libc6,x86-64) => /lib/x86_64-linux-gnu/libnss3.so\n\tlibgbm.so.1 (libc6,x86-64) => /lib/libgbm.so.1\n'
  const bookworm = { VERSION_CODENAME: 'bookworm' }

  it('come out of the loader’s cache', () => {
    expect(parseLibraryCache(listing)).toEqual(new Set(['libnss3.so', 'libgbm.so.1']))
  })

  it('are asked for only where they are missing', () => {
    const present = parseLibraryCache(listing)
    expect(missingPackages({ present, hasXvfb: false, hasDisplay: false, release: bookworm })).toEqual([
      'xvfb',
      'libgtk-3-0',
      'libasound2',
      'libxss1',
      'libxtst6',
    ])
  })

  it('have their new names where those are used', () => {
    expect(
      missingPackages({ present: new Set(['libnss3.so']), hasXvfb: true, hasDisplay: false, release: { VERSION_CODENAME: 'noble' } }),
    ).toEqual(['libgtk-3-0t64', 'libasound2t64', 'libgbm1', 'libxss1', 'libxtst6'])
  })

  it('do not include a virtual display where there is a real one', () => {
    expect(missingPackages({ present: new Set(), hasXvfb: false, hasDisplay: true, release: bookworm })).not.toContain('xvfb')
  })
})

describe('npm', () => {
  it('is the one that runs the script', () => {
    const env = { npm_execpath: '/usr/lib/npm/bin/npm-cli.js', npm_node_execpath: '/usr/bin/node' }
    expect(findNpm(env, '/pinned/node', () => false)).toEqual({
      command: '/usr/bin/node',
      args: ['/usr/lib/npm/bin/npm-cli.js'],
      shell: false,
    })
  })

  it('is looked for beside Node when another package manager runs the script', () => {
    const npm = findNpm(
      { npm_execpath: '/usr/bin/pnpm.cjs' },
      '/opt/node/bin/node',
      (file: string) => file === '/opt/node/lib/node_modules/npm/bin/npm-cli.js',
    )
    expect(npm).toEqual({ command: '/opt/node/bin/node', args: ['/opt/node/lib/node_modules/npm/bin/npm-cli.js'], shell: false })
  })

  it('gives its reason in one line, whatever its version', () => {
    expect(npmReason('npm error code ETARGET\nnpm error notarget No matching version found for x@9.\n')).toBe(
      'notarget No matching version found for x@9.',
    )
    expect(npmReason('npm ERR! code ENOTFOUND\nnpm ERR! errno ENOTFOUND\nnpm ERR! network request failed\n')).toBe('network request failed')
    expect(npmReason('')).toBe('npm gave no reason')
  })
})

describe('the Electron runtime', () => {
  it('comes from Electron’s releases or from the mirror that was set', () => {
    expect(officialUrl('45.4.1', {}, 'linux', 'x64')).toBe(
      'https://github.com/electron/electron/releases/download/v45.4.1/electron-v45.4.1-linux-x64.zip',
    )
    const mirror = { ELECTRON_MIRROR: 'https://mirror.test/electron', ELECTRON_CUSTOM_DIR: '{{ version }}' }
    expect(officialUrl('45.4.1', mirror, 'darwin', 'arm64')).toBe('https://mirror.test/electron/45.4.1/electron-v45.4.1-darwin-arm64.zip')
  })

  it('hosts the data service itself from Electron 35 on', () => {
    expect(hostsDataService('25.1.1')).toBe(false)
    expect(hostsDataService('34.9.0')).toBe(false)
    expect(hostsDataService('35.0.0')).toBe(true)
    expect(hostsDataService('45.4.1')).toBe(true)
  })

  it('keeps Chromium’s sandbox wherever it works', () => {
    expect(chromiumSwitches({ sandboxed: true, smallSharedMemory: false })).toEqual([])
    expect(chromiumSwitches({ sandboxed: false, smallSharedMemory: true })).toEqual(['--no-sandbox', '--disable-dev-shm-usage'])
  })

  it('is kept where the system keeps caches', () => {
    expect(cacheHome('linux', { XDG_CACHE_HOME: '/cache' }, '/home/a')).toBe('/cache')
    expect(cacheHome('linux', { XDG_CACHE_HOME: 'relative' }, '/home/a')).toBe('/home/a/.cache')
    expect(cacheHome('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Caches')
  })
})
