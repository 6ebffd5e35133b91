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
  problem?: EntryProblem | undefined;
}

export interface EntryProblem {
  type: string;
  title: string;
  detail: string;
  [more: string]: unknown;
}

/** The answer to an import: accepted as far as it could be, and processed in the background. */
export interface AcceptedImport {
  id: string;
  status: 'processing';
  links: { self: string };
}

export interface Import {
  id: string;
  /** `failed`: the body broke off. What was accepted of it stays, and sending it again is safe. */
  status: 'receiving' | 'processing' | 'processed' | 'failed';
  /** Lines or files that were read. */
  total: number;
  accepted: number;
  /** Were there already. */
  duplicates: number;
  refused: number;
  /** Of the accepted ones. */
  processed: number;
  /** The first thousand. */
  problems: { line?: number | undefined; file?: string | undefined; problem: EntryProblem }[];
}
