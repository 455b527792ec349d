declare module '@citation-js/core' {
  export class Cite {
    constructor(data: unknown, options?: object);
    data: { id: string }[];
    format(format: 'citation' | 'bibliography', options?: object): string;
  }
}
declare module '@citation-js/plugin-bibtex';
declare module '@citation-js/plugin-csl';
