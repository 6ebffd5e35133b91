import { z } from '@hono/zod-openapi';
import { RECORDING_FORMATS } from '../../domain/recording.ts';
import { described, link, model, orNull, uuid } from './primitives.ts';
import { entryProblem } from './problem.ts';

const status = z.enum(['accepted', 'processing', 'processed', 'failed']).openapi('UploadStatus', {
  description:
    '`accepted`: stored. `processing`: being read. `processed`: its workouts are saved. `failed`: the file cannot be read; see `problem`.',
});

export const acceptedUpload = model('AcceptedUpload', 'A stored file.', {
  id: described(uuid, 'Id of the upload.'),
  status,
  links: model('UploadLinks', 'Links of an accepted upload.', {
    self: described(link, 'The upload.'),
    events: described(link, "The athlete's event stream."),
  }),
});

/** A form with one file, for the document only. */
export const fileForm = model('FileForm', 'A form with one file.', {
  file: z.string().openapi({
    format: 'binary',
    description: 'The recording. The only file of the form.',
  }),
});

export const upload = model('Upload', 'State of an uploaded file.', {
  id: described(uuid, 'Id of the upload.'),
  status,
  format: orNull(
    z.enum(RECORDING_FORMATS).openapi('RecordingFormat', {
      description: 'Format of a recording, detected from its content.',
    }),
  ),
  workoutIds: described(
    z.array(uuid),
    'Workouts that the file contained, also those that were saved before.',
  ),
  problem: entryProblem.optional(),
});
