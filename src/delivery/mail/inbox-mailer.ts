import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mailer } from './mailer.ts';

/** Stores mail in a folder, where the page `/inbox` of the embedded run shows it. Nothing leaves the machine. */
export function createInboxMailer({ folder }: { folder: string }): Mailer {
  const ensureFolder = () => mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    async send({ athleteUuid, ...mail }) {
      await ensureFolder();
      const name = `${athleteUuid}.${mail.messageName}`;
      const file = path.join(folder, `${name}.json`);
      // A reader never sees half a file.
      await writeFile(`${file}.part`, JSON.stringify({ ...mail, name, sentAt: new Date().toISOString() }), {
        mode: 0o600,
      });
      await rename(`${file}.part`, file);
    },
    async erase(athleteUuid) {
      await ensureFolder();
      const names = await readdir(folder);
      const erased = names.filter((name) => name.startsWith(`${athleteUuid}.`));
      await Promise.all(erased.map((name) => rm(path.join(folder, name), { force: true })));
    },
  };
}
