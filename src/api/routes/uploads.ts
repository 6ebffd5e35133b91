import { createRoute } from '@hono/zod-openapi';
import { ensureAthletes, requireSameAthlete } from '../../db/accept/acceptance.ts';
import { acceptUpload, getUpload } from '../../db/imports/uploads.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { scopeOf, requireCanSaveFor } from '../auth/principal.ts';
import { athleteQuery, uploadPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { acceptedUpload, fileForm, upload } from '../schemas/upload.ts';
import { FILE_TYPES, readFile } from '../save/upload-body.ts';
import { json, locationHeader, type Router } from './router.ts';

const binary = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } as const;

const send = createRoute({
  method: 'post',
  path: '/v1/uploads',
  operationId: 'uploadFile',
  summary: 'Upload a recorded file',
  description:
    'GPX, TCX or FIT, each also as .gz, at most 16 MiB as sent. The format is detected from the content, not from the Content-Type. Sending the same bytes for the same athlete again returns the same upload. If it failed, or all of its workouts were deleted, it is read again. Poll the `Location` every second until `status` is `processed` or `failed`.',
  tags: ['Files'],
  request: {
    query: athleteQuery,
    body: {
      required: true,
      content: {
        // Listed first: some generators use the first type only, and one that sends raw bytes sends the wrong type.
        'multipart/form-data': { schema: { $ref: '#/components/schemas/FileForm' } },
        ...Object.fromEntries(FILE_TYPES.map((type) => [type, binary])),
      },
    },
  },
  responses: {
    202: json(acceptedUpload, 'Stored; it is read in the background', locationHeader),
    ...problems('everywhere', 'body', 'forbidden', 'invalid-parameter'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/uploads/{uploadId}',
  operationId: 'getUpload',
  summary: 'Read the state of an upload',
  description: 'Returns the workouts that the file contained, or why it was refused.',
  tags: ['Files'],
  request: { params: uploadPath },
  responses: { 200: json(upload, 'The upload'), ...problems('everywhere', 'not-found') },
});

/** Adds the routes for uploads of recordings. */
export function addUploadRoutes(routes: Router, { database, dispatcher }: RouteDependencies) {
  routes.openAPIRegistry.register('FileForm', fileForm);

  routes.openapi(send, async (c) => {
    const { athleteId } = c.req.valid('query');
    const { appId } = c.var.principal;
    requireCanSaveFor(c.var, athleteId);
    const content = await readFile(c);
    const { uploadId, status } = await database.write(
      async (tx) => {
        const athleteUuid = (await ensureAthletes(tx, appId, [athleteId])).get(athleteId)!;
        requireSameAthlete(athleteUuid, scopeOf(c.var).athleteUuid);
        const accepted = await acceptUpload(tx, { appId, athleteUuid, content });
        return getUpload(tx, { ...accepted, appId, athleteUuid });
      },
      { bytes: content.byteLength },
    );
    dispatcher.wake();
    const self = `/v1/uploads/${uploadId}`;
    c.header('Location', self);
    return c.json({ id: uploadId, status, links: { self, events: `/v1/athletes/${athleteId}/events` } }, 202);
  });

  routes.openapi(get, async (c) => {
    const { uploadId } = c.req.valid('param');
    const found = await database.read((db) => getUpload(db, { uploadId, ...scopeOf(c.var) }));
    const { status, format, workoutIds, problem } = found;
    return c.json({ id: uploadId, status, format, workoutIds, ...(problem ? { problem } : {}) }, 200);
  });
}
