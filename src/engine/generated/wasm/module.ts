import { type Bytes, list, sized, text, unsigned } from './bytes.js';
import { opcodes } from './opcodes.js';

/** Types of parameters and locals. */
export type ValueType = 'i32' | 'f64' | 'f32' | 'v128';

const typeBytes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** One function: the types of its parameters, results and locals, and its instructions. */
export interface FunctionCode {
  readonly params: readonly ValueType[];
  readonly results?: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Bytes;
}

/** The functions of one module, which all work on one imported memory. */
export interface ModuleBuilder {
  /** The index of a function, which is there once, however often it is added. */
  add(code: FunctionCode): number;
  /** Makes a function callable from outside. */
  export(name: string, index: number): void;
  /** @param pages of the memory, 64 KiB each */
  encode(pages: number): Uint8Array<ArrayBuffer>;
}

/** A module `(import "host" "memory")` without functions. */
export function moduleBuilder(): ModuleBuilder {
  const types = indexed();
  const functions = indexed();
  const typeOf: number[] = [];
  const exports: number[][] = [];
  return {
    add(code) {
      const type = types.add([0x60, ...typeList(code.params), ...typeList(code.results ?? [])]);
      const index = functions.add([...unsigned(type), ...sized(functionBody(code))]);
      typeOf[index] = type;
      return index;
    },
    export(name, index) {
      exports.push([...text(name), 0x00, ...unsigned(index)]);
    },
    encode(pages) {
      const bodies = functions.items.map((item, i) => item.slice(unsigned(typeOf[i]!).length));
      const memory = [...text('host'), ...text('memory'), 0x02, 0x00, ...unsigned(pages)];
      const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
      const sections = [
        section(1, types.items),
        section(2, [memory]),
        section(
          3,
          typeOf.map((type) => unsigned(type)),
        ),
        section(7, exports),
        section(10, bodies),
      ];
      return Uint8Array.from([header, ...sections].flat());
    },
  };
}

const section = (id: number, items: readonly Bytes[]): Bytes => [id, ...sized(list(items))];

const typeList = (types: readonly ValueType[]): Bytes => list(types.map((type) => [typeBytes[type]]));

const functionBody = ({ locals, body }: FunctionCode): Bytes => {
  const groups = locals.map((type) => [1, typeBytes[type]]);
  return [...list(groups), ...body, opcodes.end];
};

/** A list in which the same bytes are once. */
function indexed() {
  const items: Bytes[] = [];
  const known = new Map<string, number>();
  return {
    items,
    add(item: Bytes): number {
      const key = item.join();
      const index = known.get(key) ?? items.push(item) - 1;
      known.set(key, index);
      return index;
    },
  };
}
