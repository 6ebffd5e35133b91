import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import {
  monthlyReportsScheduleId,
  SCHEDULE_ID_PREFIX,
  TASK_QUEUES,
  WORKFLOWS,
} from '../domain/workflow-ids.ts';

const CALL_TIMEOUT_MS = 10_000;
/** Maximum delay of a schedule. Temporal derives the delay from its id and the time. */
const JITTER = '10 minutes';

export interface EnsuredSchedules {
  created: string[];
  updated: string[];
  /** Time zones that Temporal's own data does not know. The others' schedules are ensured all the same. */
  refused: string[];
}

/**
 * Ensures one schedule for the monthly reports of each time zone. "Already there" is success, then update on request.
 * Lists existing schedules first, so that a check each minute costs one call, and a Temporal that lost its data gets
 * its schedules again. A paused schedule stays paused.
 */
export async function ensureSchedules(
  client: Client,
  timeZones: readonly string[],
  { updateExisting }: { updateExisting: boolean },
): Promise<EnsuredSchedules> {
  const ensured: EnsuredSchedules = { created: [], updated: [], refused: [] };
  const existing = await listScheduleIds(client);
  for (const timeZone of timeZones) {
    const isThere = existing.has(monthlyReportsScheduleId(timeZone));
    if (isThere && !updateExisting) continue;
    const outcome = await ensureSchedule(client, timeZone, { isThere, updateExisting });
    if (outcome !== 'left') ensured[outcome].push(timeZone);
  }
  return ensured;
}

/** Returns the schedule for the monthly reports of a time zone. */
const monthlyReportsSchedule = (timeZone: string) =>
  ({
    scheduleId: monthlyReportsScheduleId(timeZone),
    // The calendar uses the time zone. No daylight-saving gap skips 04:10, and by then the workouts of the evening have
    // arrived. The jitter spreads zones that share an hour.
    spec: { calendars: [{ dayOfMonth: 1, hour: 4, minute: 10 }], timezone: timeZone, jitter: JITTER },
    policies: { catchupWindow: '31 days', overlap: ScheduleOverlapPolicy.BUFFER_ONE },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.monthlyReports,
      // Temporal appends the scheduled time.
      workflowId: monthlyReportsScheduleId(timeZone),
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone }],
      staticSummary: `Build last month's reports for all athletes in ${timeZone}`,
      staticDetails:
        'Page by page, in the order of the athletes. A repeat writes nothing that is there already.',
    },
  }) satisfies ScheduleOptions;

async function listScheduleIds(client: Client): Promise<Set<string>> {
  return withDeadline(client, async () => {
    const ids = new Set<string>();
    for await (const { scheduleId } of client.schedule.list()) {
      if (scheduleId.startsWith(SCHEDULE_ID_PREFIX)) ids.add(scheduleId);
    }
    return ids;
  });
}

async function ensureSchedule(
  client: Client,
  timeZone: string,
  { isThere, updateExisting }: { isThere: boolean; updateExisting: boolean },
): Promise<keyof EnsuredSchedules | 'left'> {
  try {
    if (!isThere && (await createSchedule(client, timeZone))) return 'created';
    if (!updateExisting) return 'left';
    await updateSchedule(client, timeZone);
    return 'updated';
  } catch (error) {
    // The client reports a spec that the server does not accept as a TypeError.
    if (error instanceof TypeError) return 'refused';
    throw error;
  }
}

/** @returns false when it already exists: the list may lag behind, and another process may have been faster */
async function createSchedule(client: Client, timeZone: string): Promise<boolean> {
  try {
    await withDeadline(client, () => client.schedule.create(monthlyReportsSchedule(timeZone)));
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}

async function updateSchedule(client: Client, timeZone: string): Promise<void> {
  const { scheduleId, ...schedule } = monthlyReportsSchedule(timeZone);
  await withDeadline(client, () =>
    client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...schedule, state })),
  );
}

/** Calls with a deadline. Without one, the client retries a call to a dead server for about 20 s. */
const withDeadline = <T>(client: Client, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);
