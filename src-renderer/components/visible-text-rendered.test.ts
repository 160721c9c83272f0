import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, it } from 'vitest'
import { replacePlaceholders } from './visible-text-copy.ts'
import VisibleText from './VisibleText.vue'

const render = (props: InstanceType<typeof VisibleText>['$props']): Promise<string> =>
  renderToString(createSSRApp({ render: () => h(VisibleText, props) }))

describe('VisibleText', () => {
  it('shows markup and addresses as text', async () => {
    const html = await render({ text: '<img src=x onerror=alert(1)> https://evil.example/' })
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; https://evil.example/')
    expect(html).not.toMatch(/<(img|a|script)\b/)
  })

  it('marks what reorders text, names it, and keeps the original beside it', async () => {
    const html = await render({ text: 'gpj\u202eexe' })
    expect(html).toContain('>U+202E</span>')
    expect(html).toContain('title="U+202E right-to-left override"')
    expect(html.replace(/data-raw="[^"]*"/g, '')).not.toContain('\u202e')
    expect(html).toContain('data-raw="\u202e"')
  })

  it('cuts what is long and offers the rest where asked', async () => {
    const text = 'x'.repeat(20_000)
    expect(await render({ text, limit: 100 })).not.toContain('<button')
    expect(await render({ text, limit: 100, expand: true })).toContain('show all 20,000 characters')
    expect(await render({ text: 'y'.repeat(2_000_000), limit: 100, expand: true })).toContain('show 50,000 more of 2,000,000')
  })

  it('takes a space at the end of a part for what it is', async () => {
    expect(await render({ text: ' a ', part: true })).not.toContain('data-raw')
    expect(await render({ text: '  a\u00a0', part: true })).toContain('␠␠')
    expect(await render({ text: ' ', part: true })).not.toContain('data-raw')
    expect(await render({ text: ' a ' })).toContain('␠')
  })

  it('breaks lines only where asked', async () => {
    expect(await render({ text: 'a\nb' })).not.toContain('<br')
    expect(await render({ text: 'a\nb', lines: true })).toContain('<br')
  })
})

describe('copying', () => {
  it('puts the original characters back in order', () => {
    expect(replacePlaceholders('a\ufdd0b\ufdd0', ['\u202e', '\0'])).toBe('a\u202eb\0')
  })
})
