import { z } from '@hono/zod-openapi';
import { RECORDING_FORMATS } from '../../domain/recording.ts';
import { link, uuid } from './primitives.ts';

const status = z.enum(['accepted', 'processing', 'processed', 'failed']);

export const acceptedUpload = z
  .strictObject({ id: uuid, status, links: z.strictObject({ self: link, events: link }) })
  .openapi('AcceptedUpload');

export const upload = z
  .strictObject({
    id: uuid,
    status,
    format: z
      .enum(RECORDING_FORMATS)
      .nullable()
      .openapi({ description: 'Told by the content, once it was read.' }),
    workoutIds: z.array(uuid),
    problem: z.looseObject({ type: z.string(), title: z.string(), detail: z.string() }).optional().openapi({
      description: 'Where and why a file could not be taken, or that its workouts are there already.',
    }),
  })
  .openapi('Upload');
