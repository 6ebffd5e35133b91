import { presentAchievement } from '../../domain/achievements/index.ts';
import type { Units } from '../../domain/athlete.ts';
import type { Earned } from '../../domain/earned.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { counted } from '../quantities.ts';
import { recordTitle } from '../report/records-section.tsx';
import type { RenderedMail } from './mail-content.ts';
import { recordRow } from './record-row.ts';
import { renderMail } from './render-mail.ts';

interface BadgeMailOptions {
  units: Units;
  unsubscribeUrl?: string | undefined;
}

/**
 * Renders the mail about what one workout earned; at least one badge or record. No mail has a text that somebody
 * entered, such as a name: mail programs make links of texts like `evil.example`.
 */
export function renderBadgeMail(
  { localDate, achievementIds, recordsBroken }: Earned,
  { units, unsubscribeUrl }: BadgeMailOptions,
): RenderedMail {
  const badges = achievementIds.map((achievementId) => presentAchievement(achievementId).title);
  const titles = [...badges, ...recordsBroken.map(recordTitle)];
  const kinds = [
    { name: 'badge', verb: 'earned', count: badges.length },
    { name: 'record', verb: 'broke', count: recordsBroken.length },
  ].filter(({ count }) => count > 0);
  const what = kinds.map(({ name, count }) => counted(count, `new ${name}`)).join(' and ');
  const deeds = kinds.map(({ name, verb, count }) => `${verb} ${count === 1 ? `a ${name}` : `${name}s`}`);
  return renderMail({
    subject:
      titles.length === 1
        ? `New ${kinds[0]!.name}: ${titles[0]!}`
        : `${what}: ${titles.slice(0, 2).join(', ')}${titles.length > 2 ? ' …' : ''}`,
    title: titles.length === 1 ? titles[0]! : what,
    lead: `Your workout of ${dayAndMonth(localDate)} ${deeds.join(' and ')}.`,
    sections: [
      // The title names a single one.
      { heading: 'Badges', rows: titles.length === 1 ? [] : badges.map((label) => ({ label, value: '' })) },
      { heading: 'Records broken', rows: recordsBroken.map((record) => recordRow(record, units)) },
    ].filter(({ rows }) => rows.length > 0),
    notes: ['You get this mail because you agreed to mails about badges.'],
    kindName: 'mails about badges',
    unsubscribeUrl,
  });
}
