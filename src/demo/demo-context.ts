import type { AfterburnClient } from '@afterburn/client';
import type { OpenWork } from './open-work.ts';
import type { Screen } from './screen.ts';

/** What every part of the demo works with. */
export interface DemoContext {
  client: AfterburnClient;
  url: string;
  screen: Screen;
  work: OpenWork;
  /** The moment that all dates of this run are relative to. */
  now: Date;
}
