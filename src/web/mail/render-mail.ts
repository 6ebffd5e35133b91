import { NO_BREAK } from '../quantities.ts';
import type { MailContent, RenderedMail } from './mail-content.ts';
import { mailHtml } from './mail-html.tsx';
import { mailText } from './mail-text.ts';

export const renderMail = (content: MailContent): RenderedMail => ({
  subject: content.subject.replaceAll(NO_BREAK, ' '),
  html: mailHtml(content),
  text: mailText(content),
});
