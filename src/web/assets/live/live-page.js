/** @import { ApiClient } from './api-client.js' */
/** @import { Connection } from './connection.js' */
/** @import { AthleteEvent } from './event-stream.js' */
/** @import { Submission } from './workout-shapes.js' */

import { createAthleteClock } from './athlete-clock.js';
import { createBadges } from './badges.js';
import { followEvents } from './event-stream.js';
import { createLeaderboard } from './leaderboard.js';
import { showMonthTotals } from './month-totals.js';
import { createNews } from './news.js';
import { showProgress } from './progress.js';
import { createReports } from './reports.js';
import { createSaveForm } from './save-form.js';
import { createSaves } from './saves.js';
import { byId, fill } from './template.js';
import { showUnsent } from './unsent-list.js';
import { untilDefinite } from './until-definite.js';
import { createUploads } from './uploads.js';
import { showWelcome } from './welcome.js';
import { createWorkoutList } from './workout-list.js';

/**
 * Wires the page of one athlete: what is saved goes to the API, what the stream tells goes to the sections.
 * @param {{ athleteId: string, client: ApiClient, connection: Connection }} options
 */
export async function startLivePage({ athleteId, client, connection }) {
  const athletePath = `/v1/athletes/${encodeURIComponent(athleteId)}`;
  const found = await untilDefinite(() => client.send(athletePath), { connection });
  if (found.kind === 'refused') {
    showWelcome({ athleteId, hasEnded: true });
    return;
  }
  const athlete = found.body;
  showAthlete(athlete.displayName ?? athleteId);

  const clock = createAthleteClock(athlete.timeZone);
  const news = createNews();
  const badges = createBadges({ clock, onChange: (awards) => workouts.showAwards(awards) });
  const reports = createReports({ athleteId, client, clock });
  const leaderboard = createLeaderboard({
    athleteId,
    client,
    clock,
    isPrivate: athlete.leaderboardVisibility === 'private',
  });
  const workouts = createWorkoutList({
    athleteId,
    client,
    connection,
    clock,
    onChange() {
      showMonthTotals(workouts.list(), clock);
      form.suggestStart();
    },
  });

  /** @type {Submission[]} */
  let unsent = [];
  const form = createSaveForm({
    athleteId,
    clock,
    listTaken: () => [...workouts.list(), ...unsent],
    onSave: (submission) => saves.add(submission),
  });
  const saves = createSaves({
    athleteId,
    client,
    connection,
    onChange(waiting) {
      unsent = waiting.map(({ submission }) => submission);
      connection.showUnsent(waiting.length);
      showUnsent(waiting);
      form.suggestStart();
    },
    onSettled(_, answer) {
      if (answer.kind === 'refused') {
        form.refuse(answer.problem);
        if (answer.problem.workoutId) void workouts.reveal(answer.problem.workoutId);
        return;
      }
      const words = `${answer.status} in ${Math.round(answer.milliseconds)} ms`;
      void workouts.reveal(answer.body.id, words).then(() => form.accept(`Accepted: ${words}`));
    },
  });
  createUploads({
    athleteId,
    client,
    connection,
    onWorkouts: (ids, answer) => void Promise.all(ids.map((id) => workouts.reveal(id, answer))),
  });

  async function refreshAchievements() {
    const answer = await client.send(`${athletePath}/achievements`);
    if (answer.kind !== 'done') return;
    badges.replace(answer.body.earned);
    showProgress(answer.body.progress);
  }

  /** @type {Record<string, (data: any) => void>} */
  const handlers = {
    'workout.accepted': ({ workoutId }) => void workouts.read(workoutId),
    'workout.processed': ({ workoutId }) => {
      void workouts.read(workoutId).then(() => announce(workouts.titleOf(workoutId)));
      void refreshAchievements();
      void leaderboard.refresh();
    },
    'achievement.earned': (award) => {
      badges.add(award);
      news.tellAwards(award);
    },
    'achievement.revoked': (award) => {
      badges.remove(award);
      news.tellRevoked(award);
    },
    'record.broken': news.tellRecords,
    'leaderboard.rank_changed': () => void leaderboard.refresh(),
    'report.ready': ({ month }) => {
      void reports.refresh();
      news.tellReport(month);
    },
  };

  followEvents({
    url: client.withToken(`${athletePath}/events`),
    onOpen() {
      connection.live();
      saves.resume();
      // Also after a while away: what the stream repeats is the events, not the state that they led to.
      void Promise.all([workouts.refresh(), refreshAchievements(), leaderboard.refresh(), reports.refresh()]);
    },
    onLost: connection.away,
    mayReopen: async () => (await client.send(athletePath)).kind !== 'refused',
    onEvent: (/** @type {AthleteEvent} */ { type, data }) => handlers[type]?.(data),
  });
}

/** For who cannot see the steps: once, when they are done. @param {string | undefined} title */
function announce(title) {
  if (title) byId('announcement').textContent = `${title}: processed`;
}

/** @param {string} name */
function showAthlete(name) {
  fill(byId('athlete'), { name });
  document.title = `${name} – Afterburn`;
  byId('athlete').hidden = false;
  byId('live').hidden = false;
}
