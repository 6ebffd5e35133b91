/** How long a process may take to finish its work after its launcher is gone. */
const GRACE_MS = 20_000;

/**
 * Ends this process, in good order, when the launcher that started it is gone: nobody could stop it any more, and the
 * next launcher would meet it on its port. The operating system closes the channel between the two however the launcher
 * died. Started by hand there is no channel, and this does nothing.
 */
export function exitWhenOrphaned(): void {
  // The function is there when there was a channel at the start, whether or not it is closed by now.
  if (!process.send) return;
  if (!process.connected) return end();
  process.once('disconnect', end);
  // Listening alone must not keep a process alive that has nothing else to do.
  process.channel?.unref();
}

function end(): void {
  // Whoever read the output is gone as well; a write to it must not become an exception.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

/** Tells the launcher, if there is one, that this process now does its work. */
export function reportReady(): void {
  if (process.connected) process.send?.(READY_MESSAGE);
}

export const READY_MESSAGE = 'ready';
