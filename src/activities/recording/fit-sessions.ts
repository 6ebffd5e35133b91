import type { ParsedFit } from 'fit-file-parser';
import { isIndoorSubSport, sportOfFit } from './fit-sport.ts';
import { fitPoints, millisecondsOf, setRelativeTimes, type FitSession } from './fit-values.ts';
import { fitTotals } from './fit-totals.ts';
import type { RecordedActivity, RecordedPoint } from './recorded-activity.ts';

/** Returns whether the file is a recorded activity, or of unknown type. */
export const isActivity = ({ file_ids: ids }: ParsedFit): boolean => {
  const kind = ids?.[0]?.type;
  return kind === undefined || ACTIVITY_KINDS.has(kind);
};

/**
 * Returns one activity per session, with the samples from its start to the next one. Transitions of a multisport file
 * are left out. Without a session, because the device died before, the samples are one activity.
 */
export const fitActivities = (fit: ParsedFit): RecordedActivity[] => {
  setRelativeTimes(fit);
  const sessions = fit.sessions?.length ? fit.sessions.toSorted(byStart) : [{}];
  const groups = groupBySession(sessions, fitPoints(fit.records ?? []));
  return sessions.flatMap((session, index) => {
    const points = groups[index] ?? [];
    const totals = fitTotals(session, fit);
    const isEmpty = points.length === 0 && !(totals.elapsedSeconds > 0) && !(totals.timerSeconds > 0);
    if (isEmpty || session.sport === 'transition') return [];
    return [
      {
        ...kindOf(session, sessions.length === 1 ? fit : {}),
        title: null,
        points,
        untimedSamples: 0,
        totals,
      },
    ];
  });
};

const ACTIVITY_KINDS = new Set<unknown>(['activity', 'activity_summary']);

/** Some devices write the sub-sport, or the sport, in the `sport` message only. */
const kindOf = (session: FitSession, { sports }: Pick<ParsedFit, 'sports'>) => {
  const named = sports?.[0];
  const isSameSport = session.sport === undefined || session.sport === named?.sport;
  const subSport = session.sub_sport ?? (isSameSport ? named?.sub_sport : undefined);
  return {
    sport: sportOfFit(session.sport ?? named?.sport, subSport),
    isIndoor: isIndoorSubSport(subSport),
  };
};

const byStart = (a: FitSession, b: FitSession): number =>
  millisecondsOf(a.start_time) - millisecondsOf(b.start_time) || 0;

/** Assigns each point to the last session that has started by then; earlier points to the first. */
const groupBySession = (sessions: FitSession[], points: RecordedPoint[]): RecordedPoint[][] => {
  const groups: RecordedPoint[][] = sessions.map(() => []);
  const starts = sessions.map((session) => millisecondsOf(session.start_time));
  for (const point of points) {
    const index = starts.findLastIndex((start) => start <= point.timeMs);
    if (!Number.isNaN(point.timeMs)) groups[Math.max(index, 0)]?.push(point);
  }
  return groups;
};
