/** A mail's content; its HTML and its text are rendered from it. */
export interface MailContent {
  subject: string;
  title: string;
  lead: string;
  sections: MailSection[];
  /** The days of a month, which only the HTML shows, and what their shades mean. */
  calendar?: { days: MailDay[]; legend: string };
  /** Notes in small print, one paragraph each. */
  notes: string[];
  /** Name of this kind of mail in the unsubscribe link: `monthly reports`. */
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
  /** Activity of the day: 0 for none, 4 for the longest day. */
  level: 0 | 1 | 2 | 3 | 4;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
