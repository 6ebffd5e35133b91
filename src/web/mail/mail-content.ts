/** A mail's content, from which both its HTML and its text are made. */
export interface MailContent {
  subject: string;
  title: string;
  lead: string;
  sections: MailSection[];
  /** The days of a month; the HTML draws them. */
  calendar?: MailDay[];
  /** Small print, a paragraph each. */
  notes: string[];
  /** What the unsubscribe link ends: `monthly reports`. */
  kindName: string;
  /** Absent for apps that send mail themselves. */
  unsubscribeUrl?: string | undefined;
}

export interface MailSection {
  heading: string;
  rows: MailRow[];
}

export interface MailRow {
  label: string;
  value: string;
  /** More about it. */
  note?: string;
}

export interface MailDay {
  /** `yyyy-MM-dd` */
  date: string;
  /** How active the day was: 0 for not at all, 4 for the longest day. */
  level: 0 | 1 | 2 | 3 | 4;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
