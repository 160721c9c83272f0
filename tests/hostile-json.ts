import fc from 'fast-check'

const names = ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'a', 'b', '0']
const numbers = ['1', '1.0', '1e0', '-0', '0', '1e400', '9007199254740993', '9007199254740992', '1.10', '1.1', '0.1234567890123456789']
const scalars = [...numbers, 'null', 'true', '""', '"1"', '"a\\":"', '"\\u0000"']

/** JSON texts that lose something when `JSON.parse` reads them: names of every object's own, doubled ones, numbers in many spellings. */
export function hostileJson(): fc.Arbitrary<string> {
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...scalars),
      fc.array(tie('value'), { maxLength: 3 }).map((list) => `[${list.join(',')}]`),
      fc
        .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 4 })
        .map((members) => `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(' ,')}}`),
    ),
  }))
  return value
}
