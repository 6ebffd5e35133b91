/** @import { AthleteEvent, PendingSave } from '@afterburn/client' */

import { createAthleteClock } from './athlete-clock.js';
import { createBadges } from './badges.js';
import { createConnection } from './connection.js';
import { createLeaderboard } from './leaderboard.js';
import { showMonthTotals } from './month-totals.js';
import { createNews } from './news.js';
import { createPageClient, DuplicateWorkoutError, unlessRefused } from './page-client.js';
import { showProgress } from './progress.js';
import { createReports } from './reports.js';
import { createSaveForm } from './save-form.js';
import { createSaves } from './saves.js';
import { forgetToken } from './session.js';
import { byId, fill } from './template.js';
import { createUploads } from './uploads.js';
import { showWelcome } from './welcome.js';
import { createWorkoutList } from './workout-list.js';

/**
 * Connects the page of one athlete: saves go to the API, events to the sections.
 * @param {{ athleteId: string, token: string }} session
 */
export async function startLivePage({ athleteId, token }) {
  const connection = createConnection();
  const client = createPageClient({
    athleteId,
    token,
    connection,
    onStreamOpen: () => void refresh(),
    onTokenEnded() {
      forgetToken({ athleteId });
      showWelcome({ athleteId, hasEnded: true });
    },
  });
  const athlete = await unlessRefused(() => client.athletes.get(athleteId));
  if (!athlete) {
    showWelcome({ athleteId, hasEnded: true });
    return;
  }
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
    clock,
    onChange() {
      showMonthTotals(workouts.list(), clock);
      form.suggestStart();
    },
  });

  /** @type {PendingSave[]} */
  let unsent = [];
  const form = createSaveForm({
    athleteId,
    clock,
    listTaken: () => [...workouts.list(), ...unsent.map(({ submission }) => submission)],
    onSave: (submission) => void saves.add(submission),
  });
  const saves = createSaves({
    client,
    onChange(waiting) {
      unsent = waiting;
      connection.showUnsent(waiting);
      form.suggestStart();
    },
    onAccepted: ({ id }, answer) =>
      void workouts.reveal(id, answer).then(() => form.accept(`Accepted: ${answer}`)),
    onRefused(problem) {
      form.refuse(problem);
      if (problem instanceof DuplicateWorkoutError) void workouts.reveal(problem.workoutId);
    },
  });
  createUploads({
    athleteId,
    client,
    onWorkouts: (ids, answer) => void Promise.all(ids.map((id) => workouts.reveal(id, answer))),
  });

  async function refreshAchievements() {
    const achievements = await unlessRefused(() => client.athletes.achievements(athleteId));
    if (!achievements) return;
    badges.replace(achievements.earned);
    showProgress(achievements.progress);
  }

  /** Reads everything again. Called after each reconnect: events that were missed may have changed any section. */
  async function refresh() {
    await Promise.all([workouts.refresh(), refreshAchievements(), leaderboard.refresh(), reports.refresh()]);
  }

  /** @param {AthleteEvent} event */
  function show({ type, data }) {
    switch (type) {
      case 'workout.accepted':
        void workouts.read(data.workoutId);
        return;
      case 'workout.processed':
        void workouts.read(data.workoutId).then(() => announce(workouts.titleOf(data.workoutId)));
        void refreshAchievements();
        void leaderboard.refresh();
        return;
      case 'achievement.earned':
        // The workout may have been deleted in the meantime. A later event then revokes the award.
        if (data.earnedAt !== null) badges.add({ ...data, earnedAt: data.earnedAt });
        news.showAwards(data);
        return;
      case 'achievement.revoked':
        badges.remove(data);
        news.showRevoked(data);
        return;
      case 'record.broken':
        if (data.value !== null) news.showRecords({ ...data, value: data.value });
        return;
      case 'leaderboard.rank_changed':
        void leaderboard.refresh();
        return;
      case 'report.ready':
        void reports.refresh();
        news.showReport(data.month);
        return;
      default:
    }
  }

  void saves.resume();
  await unlessRefused(async () => {
    for await (const event of client.athletes.events(athleteId)) show(event);
  });
}

/** Announces a processed workout to screen readers. @param {string | undefined} title */
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
