import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { RenderJob } from '../../src/api/pictures/render-job.ts';
import { createRenderer } from '../../src/api/pictures/renderer.ts';
import { packTrack } from '../../src/db/workouts/workout-tracks.ts';
import { RendererBusy } from '../../src/domain/errors.ts';
import { trackOf } from '../domain/tracks.ts';
import { aReport } from '../web/a-report.ts';

const job = (over: object = {}): RenderJob => ({
  kind: 'report-pdf',
  report: aReport(),
  options: { displayName: 'Ada', athleteId: 'ath-1', units: 'metric', month: '2026-10', revision: 1 },
  ...over,
});

describe('the renderer', () => {
  it('renders beside the event loop, which goes on meanwhile', async () => {
    const renderer = createRenderer({ timeoutMs: 60_000 });
    await renderer.render(job());
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const started = performance.now();
    await renderer.render(job());
    const took = performance.now() - started;
    delays.disable();
    // Rendered on this thread, one delay would be as long as the rendering.
    expect(delays.max / 1e6).toBeLessThan(took / 2);
  });

  it('draws the route of a card from its packed track', async () => {
    const renderer = createRenderer({ timeoutMs: 60_000 });
    const seconds = Array.from({ length: 200 }, (_, index) => index * 5);
    const metres = seconds.map((second) => second * 3);
    const track = {
      ...trackOf(seconds, metres),
      latitude: Float64Array.from(metres, (metre) => 48 + metre / 111_200),
      longitude: Float64Array.from(metres, () => 2),
    };
    const card = { overline: 'Run', title: 'Lunch 🔥', otherwise: 'Run', name: 'Ada', figures: [] };
    const draw = (art: { points: Uint8Array; sport: 'run' } | undefined) =>
      renderer.render({ kind: 'card', format: 'landscape', card: { ...card, art } });
    const plain = await draw(undefined);
    const withRoute = await draw({ points: packTrack(track), sport: 'run' });
    expect(Buffer.from(withRoute.subarray(1, 4)).toString()).toBe('PNG');
    expect(Buffer.from(withRoute).equals(Buffer.from(plain))).toBe(false);
  });

  it('refuses more than a few waiters, and serves those that wait', async () => {
    const renderer = createRenderer({ timeoutMs: 60_000 });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => renderer.render(job())));
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const answer of refused) expect(answer).toMatchObject({ reason: expect.any(RendererBusy) });
    expect((await renderer.render(job())).length).toBeGreaterThan(1000);
  });

  it('ends a job that takes too long, and goes on with a new thread', async () => {
    const renderer = createRenderer({ timeoutMs: 1 });
    await expect(renderer.render(job())).rejects.toBeInstanceOf(RendererBusy);
    await expect(renderer.render(job())).rejects.toBeInstanceOf(RendererBusy);
  });

  it('says what failed, and goes on', async () => {
    const renderer = createRenderer({ timeoutMs: 60_000 });
    await expect(renderer.render(job({ report: {} }))).rejects.toThrow('Rendering failed');
    expect((await renderer.render(job())).length).toBeGreaterThan(1000);
  });
});
