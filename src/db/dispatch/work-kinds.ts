import {
  eraseAthleteId,
  monthlyReportId,
  processImportId,
  processUploadId,
  processWorkoutId,
  sendEmailId,
} from '../../domain/workflow-ids.ts';

export type Priority = 'interactive' | 'bulk';

/** Kinds of work that have one execution each. A batch is many workouts in one execution. */
export type WorkKind = 'workout' | 'upload' | 'report' | 'erasure' | 'import' | 'email';

/** Identifies an execution of a row. `month` is for reports, `revision` for workouts. */
export interface ExecutionRef {
  id: string;
  month: string | null;
  revision: number | null;
  executionNumber: number;
}

interface Kind {
  table: string;
  /** The column of the subject: the workout, upload, import or e-mail, or the athlete of a report or an erasure. */
  id: string;
  month?: string;
  executionNumber: string;
  workflowId: string;
  /** The state of a row, as an SQL expression. */
  state: string;
  /** The state of a row whose work failed for good and can be redriven. */
  failed?: string;
  /**
   * The columns that a redrive sets in such a row, in addition to the execution number. Workouts have their own
   * redrive, which selects steps.
   */
  restart?: string;
  /** True for a row whose work has not ended. Such a row without a workflow id waits for an execution. */
  unfinished: string;
  /** Since when the row waits; the oldest row starts first. */
  since: string;
  priority?: string;
  idOf: (ref: ExecutionRef) => string;
}

/**
 * Tables and columns of each kind of work. All kinds have the same states: a row is unfinished until its execution
 * ends it, and waits while it has no workflow id. Each further execution of a row has the next number, and with it
 * its own workflow id.
 */
export const WORK_KINDS: Readonly<Record<WorkKind, Kind>> = {
  workout: {
    table: 'workouts',
    id: 'workout_id',
    executionNumber: 'execution_number',
    workflowId: 'workflow_id',
    state: 'status',
    failed: 'processed_with_errors',
    unfinished: `status in ('accepted', 'processing')`,
    since: 'accepted_at',
    priority: 'priority',
    idOf: ({ id, revision, executionNumber }) =>
      processWorkoutId({ workoutId: id, revision: revision!, executionNumber }),
  },
  upload: {
    table: 'uploads',
    id: 'upload_id',
    executionNumber: 'execution_number',
    workflowId: 'workflow_id',
    state: 'status',
    unfinished: `status in ('accepted', 'processing')`,
    since: 'accepted_at',
    priority: 'priority',
    idOf: ({ id, executionNumber }) => processUploadId({ uploadId: id, executionNumber }),
  },
  report: {
    table: 'report_months',
    id: 'athlete_uuid',
    month: 'month',
    executionNumber: 'execution_number',
    workflowId: 'workflow_id',
    state: 'state',
    failed: 'failed',
    restart: `state = 'building', requested_at = now(), stale_since = null`,
    unfinished: `state = 'building'`,
    since: 'requested_at',
    idOf: ({ id, month, executionNumber }) =>
      monthlyReportId({ athleteUuid: id, month: month!, executionNumber }),
  },
  erasure: {
    table: 'athletes',
    id: 'athlete_uuid',
    executionNumber: 'erasing_execution_number',
    workflowId: 'erasing_workflow_id',
    state: `'erasing'`,
    unfinished: 'erasing_since is not null',
    since: 'erasing_since',
    idOf: ({ id, executionNumber }) => eraseAthleteId({ athleteUuid: id, executionNumber }),
  },
  import: {
    table: 'imports',
    id: 'import_id',
    executionNumber: 'execution_number',
    workflowId: 'workflow_id',
    state: 'status',
    unfinished: `status in ('processing', 'failed') and settled_at is null`,
    since: 'last_page_at',
    idOf: ({ id, executionNumber }) => processImportId({ importId: id, executionNumber }),
  },
  email: {
    table: 'emails',
    id: 'email_id',
    executionNumber: 'execution_number',
    workflowId: 'workflow_id',
    state: 'state',
    unfinished: `state = 'waiting' and due_at <= now()`,
    since: 'due_at',
    idOf: ({ id, executionNumber }) => sendEmailId({ emailId: id, executionNumber }),
  },
};

/** Returns the condition under which a row of this kind waits for an execution. */
export const waitingCondition = ({
  unfinished,
  workflowId,
}: Pick<Kind, 'unfinished' | 'workflowId'>): string => `${workflowId} is null and ${unfinished}`;
