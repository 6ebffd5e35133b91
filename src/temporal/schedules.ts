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
import { withDeadline } from './client.ts';

const CALL_TIMEOUT_MS = 10_000;
/** Maximum delay of a schedule. Temporal derives the delay from its id and the time. */
const JITTER = '10 minutes';

/**
 * Ensures one schedule for the monthly reports of each time zone. Existing ones are updated on request. Listing them
 * first costs one call a minute, and creates all of them again if Temporal lost its data. A paused schedule stays
 * paused.
 */
export async function ensureSchedules(
  client: Client,
  timeZones: readonly string[],
  { updateExisting }: { updateExisting: boolean },
): Promise<void> {
  const existing = await listScheduleIds(client);
  for (const timeZone of timeZones) {
    try {
      if (!existing.has(monthlyReportsScheduleId(timeZone))) await createSchedule(client, timeZone);
      else if (updateExisting) await updateSchedule(client, timeZone);
    } catch (error) {
      // The client reports a spec that the server does not accept as a TypeError.
      if (!(error instanceof TypeError)) throw error;
    }
  }
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
  return withDeadline(client, CALL_TIMEOUT_MS, async () => {
    const ids = new Set<string>();
    for await (const { scheduleId } of client.schedule.list()) {
      if (scheduleId.startsWith(SCHEDULE_ID_PREFIX)) ids.add(scheduleId);
    }
    return ids;
  });
}

/** The list may lag behind, and another process may be faster: "already there" is success. */
async function createSchedule(client: Client, timeZone: string): Promise<void> {
  try {
    await withDeadline(client, CALL_TIMEOUT_MS, () =>
      client.schedule.create(monthlyReportsSchedule(timeZone)),
    );
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

async function updateSchedule(client: Client, timeZone: string): Promise<void> {
  const { scheduleId, ...schedule } = monthlyReportsSchedule(timeZone);
  await withDeadline(client, CALL_TIMEOUT_MS, () =>
    client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...schedule, state })),
  );
}
