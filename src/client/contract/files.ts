export type UploadStatus = 'accepted' | 'processing' | 'processed' | 'failed';

/** The answer to a file: kept, and read in the background. */
export interface AcceptedUpload {
  id: string;
  status: UploadStatus;
  links: { self: string; events: string };
}

export interface Upload {
  id: string;
  status: UploadStatus;
  /** Told by the content, once it was read. */
  format: 'gpx' | 'tcx' | 'fit' | null;
  workoutIds: string[];
  /** Where and why the file could not be taken, or that its workouts were there already. */
  problem?: { type: string; title: string; detail: string; [more: string]: unknown } | undefined;
}
