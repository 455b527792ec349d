/** A trace, the layout or a part of them, as in Plotly's figure schema: plain data that JSON keeps as it is. */
export type PlotObject = Record<string, unknown>;

/** A Plotly figure as plain JSON: `src/plots` makes it, `src/render` draws it, a notebook shows it as it is. */
export interface Figure {
  data: PlotObject[];
  layout: PlotObject;
}
