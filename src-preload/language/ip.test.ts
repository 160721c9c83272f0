import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, isAddress } from './ip.ts'

describe('compile', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9', true],
    ['203.0.113.9', '203.0.113.90', false],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.77/24', '203.0.113.1', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['10.0.0.0/9', '10.127.255.255', true],
    ['10.0.0.0/9', '10.128.0.0', false],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '198.51.100.1', true],
    ['203.0.113.9', '::ffff:203.0.113.9', true],
    ['::ffff:203.0.113.9', '203.0.113.9', true],
    ['::ffff:203.0.113.0/120', '203.0.113.200', true],
    ['203.0.113.0/24', '::ffff:cb00:71ff', true],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['203.0.113.*', '203.0.113.4', true],
    ['2001:DB8:*', '2001:db8::9', true],
    ['203.0.113.9', '', false],
    ['203.0.113.9', 'unknown', false],
    ['unknown', 'Unknown', true],
    ['10.0.0.1', '010.0.0.1', false],
    ['127.0.0.1', '127.1', false],
    ['', '', true],
    // As sources send addresses (issues 12 and 13.10).
    ['192.0.2.1', '192.0.2.1:52413', true],
    ['192.0.2.0/24', '192.0.2.1:52413', true],
    ['2001:db8::/32', '[2001:db8:85a3::8a2e:370:7334]:443', true],
    ['2001:db8::1', '[2001:db8::1]', true],
    ['192.0.2.1', '192.0.2.1, 10.0.0.1', true],
    ['10.0.0.1', '192.0.2.1, 10.0.0.1', true],
    ['10.0.0.2', '192.0.2.1, 10.0.0.1', false],
    ['192.0.2.1', ' 192.0.2.1', true],
    ['192.0.2.1', '192.0.2.1/32', true],
    ['2001:db8::1', '2001:db8::1/128', true],
    ['192.0.2.1', '192.0.2.1/24', false],
    ['192.0.2.1', '192.0.2.1:', false],
    ['192.0.2.1', 'see 192.0.2.1.example', false],
    ['192.0.2.*', ' 192.0.2.7:80', true],
    ['192.0.2.1:52413', '192.0.2.1:52413', true],
    ['192.0.2.1:52413', '192.0.2.1', false],
    ['1.2.3.4', '::1.2.3.4', true],
    ['1.2.3.4', '::102:304', true],
    ['::102:304', '1.2.3.4', true],
    ['1.2.3.0/24', '::102:304', true],
    ['::/96', '::102:304', true],
    ['0.0.0.1', '::1', false],
  ])('%s on %s is %s', (value, text, expected) => {
    expect(compile(value)(text)).toBe(expected)
  })

  it('finds every IPv4 address in its own block of any length, in both spellings', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
        const inside = compile(`${address}/${bits}`)
        expect(inside(address)).toBe(true)
        expect(inside(`::ffff:${address}`)).toBe(true)
      }),
    )
  })

  it('counts bits as arithmetic does', () => {
    const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (a, b, bits) => {
        const size = 2 ** (32 - bits)
        expect(compile(`${a}/${bits}`)(b)).toBe(Math.floor(number(a) / size) === Math.floor(number(b) / size))
      }),
    )
  })

  it('never throws, whatever the value and the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV6(), fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef:./%*')) })),
        fc.string(),
        (value, text) => {
          expect(typeof compile(value)(text)).toBe('boolean')
        },
      ),
    )
  })
})

describe('isAddress', () => {
  it.each(['1.2.3.4', '1.2.3.4/0', '::1', 'fe80::1%eth0', '2001:db8::/128'])('takes %s', (text) => {
    expect(isAddress(text)).toBe(true)
  })
  it.each(['', '1.2.3', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/-1', '1.2.3.256', '::1/129', '1:2', 'host', '1.2.3.4 '])(
    'refuses %j',
    (text) => {
      expect(isAddress(text)).toBe(false)
    },
  )
})
