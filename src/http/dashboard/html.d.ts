/** The text of a page, with everything that it needs: see scripts/dashboard-page.mjs. */
declare module '*.html' {
  const text: string;
  export default text;
}
