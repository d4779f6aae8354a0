import page from './page/page.html';

let headers: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * The page that shows an orchestrator at work. It is the same for everybody and holds no data: it asks for them itself,
 * next to where it is. Model output and errors of vendors get into it, so it may run nothing but its own script.
 */
export async function dashboardPage(): Promise<Response> {
  headers ??= headersOf(page);
  return new Response(page, { headers: await headers });
}

async function headersOf(html: string): Promise<Readonly<Record<string, string>>> {
  const policy = [
    "default-src 'none'",
    `script-src ${await hashOf(contentOf(html, 'script'))}`,
    `style-src ${await hashOf(contentOf(html, 'style'))}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Nothing can be made HTML, not even by a mistake of ours.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

/** What is between the only such tags: neither can stand in its own content. */
function contentOf(html: string, tag: 'script' | 'style'): string {
  return html.slice(html.indexOf(`<${tag}>`) + tag.length + 2, html.indexOf(`</${tag}>`));
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
