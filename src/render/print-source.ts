/** A page to print: a file on this machine, or the page's source. */
export type PrintSource = { path: string } | { html: string };
