/** What is served, as an OpenAPI document. */
export function openApiDocument(basePath: string): object {
  return { openapi: '3.1.0', servers: [{ url: basePath }] };
}
