import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './principal.ts';

/** The document of the routes' own schemas, and the page that shows it. Made once: routes do not change while running. */
export function createDocument(app: OpenAPIHono<ApiEnv>): () => object {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: "An app's API key, or an athlete's token where that is enough.",
  });
  let document: object | undefined;
  return () =>
    (document ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Afterburn',
        version: '1',
        description:
          'The durable back end behind a Save button: 202 means committed; calories, badges, ranks and reports follow.',
        license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
      },
      servers: [{ url: '/' }],
      security: [{ bearer: [] }],
      tags: [
        { name: 'Workouts', description: 'Saving, reading, correcting' },
        { name: 'Files', description: 'Workouts as recorded by devices' },
        { name: 'Athletes', description: 'Profiles, achievements, records, events, reports' },
        { name: 'Boards', description: 'Who is ahead' },
        { name: 'Service', description: 'For whoever runs it' },
      ],
    }));
}
