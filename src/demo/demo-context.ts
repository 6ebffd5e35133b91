import type { AfterburnClient } from '@afterburn/client';
import type { OpenWork } from './open-work.ts';
import type { Screen } from './screen.ts';

/** What all parts of the demo share. */
export interface DemoContext {
  client: AfterburnClient;
  url: string;
  screen: Screen;
  work: OpenWork;
  /** All dates of this demo are relative to this moment. */
  now: Date;
}
