import { BadgesSection } from './live-page-badges.tsx';
import { Icons } from './live-page-icons.tsx';
import { LeaderboardSection } from './live-page-leaderboard.tsx';
import { Masthead } from './live-page-masthead.tsx';
import { ProgressSection } from './live-page-progress.tsx';
import { ReportSection } from './live-page-report.tsx';
import { SaveSection } from './live-page-save.tsx';
import { Toasts } from './live-page-toasts.tsx';
import { Welcome } from './live-page-welcome.tsx';
import { WorkoutsSection } from './live-page-workouts.tsx';

interface LivePageProps {
  /** URL of executions in the Temporal UI; undefined without one. */
  executionsUrl: string | undefined;
  /** The modules that /assets/live.js imports, so that a browser loads them at once. */
  modules: readonly string[];
}

/**
 * Renders the live page of an athlete: save form, workouts, badges, leaderboard, reports. The document is the same for
 * everyone. Its script fills it from the API, as text only.
 */
export const LivePage = ({ executionsUrl, modules }: LivePageProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content="Save a workout and watch its processing." />
      <title>Afterburn</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/live.css" />
      {modules.map((path) => (
        <link rel="modulepreload" href={path} />
      ))}
      <script type="module" src="/assets/live.js"></script>
    </head>
    <body>
      <a class="skip-link" href="#main">
        Skip to saving a workout
      </a>
      <Icons />
      <Masthead />
      <div id="banner" class="banner" role="status" hidden></div>
      <main id="main" tabindex={-1}>
        <noscript>
          <p class="card">This page needs JavaScript to follow your workouts live.</p>
        </noscript>
        <Welcome />
        <div id="live" class="columns" hidden>
          <div class="column">
            <SaveSection />
            <WorkoutsSection executionsUrl={executionsUrl} />
          </div>
          <div class="column">
            <BadgesSection />
            <ProgressSection />
            <LeaderboardSection />
            <ReportSection />
          </div>
        </div>
      </main>
      <p id="announcement" class="visually-hidden" role="status"></p>
      <Toasts />
    </body>
  </html>
);
