import { describe, expect, test } from 'vitest'
import { html, renderHtml } from '../../src/pages/html.ts'

describe('the template', () => {
  test('escapes text and attributes', () => {
    const hostile = `"><script>alert('x')</script>&`
    expect(renderHtml(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
    )
  })

  test('escapes once, however deeply a text is nested', () => {
    const inner = html`<b>${'a & b'}</b>`
    expect(renderHtml(html`<p>${[inner, inner]}</p>`)).toBe('<p><b>a &amp; b</b><b>a &amp; b</b></p>')
  })

  test('leaves nothing for what is absent, and shows zero', () => {
    expect(renderHtml(html`[${null}${false}${''}${0}]`)).toBe('[0]')
  })
})
