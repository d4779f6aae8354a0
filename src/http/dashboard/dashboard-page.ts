/** The page that shows an orchestrator at work. */
export function dashboardPage(): Response {
  return new Response('', { headers: { 'content-type': 'text/html; charset=utf-8' } });
}
