import type { Api } from './api-client.ts';
import type { Screen } from './screen.ts';
import type { UnfinishedWork } from './unfinished-work.ts';

/** What every part of the demo works with. */
export interface DemoContext {
  api: Api;
  screen: Screen;
  work: UnfinishedWork;
  /** The moment that all dates of this run are relative to. */
  now: Date;
}
