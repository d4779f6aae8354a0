import { describe, expect, it } from 'vitest';
import { html, Markup } from '../../../../src/testing/simulation/report/markup.js';

describe('html', () => {
  it('is what is written', () => {
    expect(html`<p class="a">1 &lt; 2</p>`.text).toBe('<p class="a">1 &lt; 2</p>');
    expect(html`line\nline`.text).toBe('line\nline');
    expect(html``.text).toBe('');
  });

  it('escapes what is put in, for text and for attributes', () => {
    expect(html`<b title="${'"a" & \'b\''}">${'<script>&amp;'}</b>`.text).toBe(
      '<b title="&quot;a&quot; &amp; &#39;b&#39;">&lt;script&gt;&amp;amp;</b>',
    );
  });

  it('puts in numbers, markup, and lists of markup as they are', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ol start="${2}">${items}${new Markup('<hr>')}</ol>`.text).toBe(
      '<ol start="2"><li>a</li><li>&lt;b&gt;</li><hr></ol>',
    );
  });
});
