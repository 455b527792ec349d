/** What a file says of itself, beside its graph. */
export interface Metadata {
  /** Of vinf. */
  version: string;
  /** For people: what the graph computes. */
  description: string;
  /** What inputs and outputs are measured in, such as `nats`, by their names. */
  units: Readonly<Record<string, string>>;
  properties: Readonly<Record<string, string>>;
}
