import {
  type Attribute,
  type Body,
  type ElementType,
  type Operator,
  sizeOf,
  type Value,
  type Values,
} from './graph.js';

/** Makes the values of one graph; the same operator on the same operands is made once. */
export interface Builder {
  readonly inputs: readonly Value[];
  input(name: string, shape: readonly number[]): Value;
  constant(shape: readonly number[], type: ElementType, values: Values | readonly number[]): Value;
  emit(
    type: string,
    inputs: readonly Value[],
    outputs: readonly Pick<Value, 'shape' | 'type'>[],
    attributes?: Readonly<Record<string, Attribute>>,
    body?: Body,
  ): readonly Value[];
  /** A value that is there in a loop's body only. */
  carried(like: Pick<Value, 'shape' | 'type'>): Value;
}

/** Larger constants are not compared with each other. */
const comparedSize = 4096;

/** An empty graph. @param origin of each operator that is made, for messages; default none */
export function graphBuilder(origin?: () => Error | undefined): Builder {
  let nextId = 0;
  const inputs: Value[] = [];
  const known = new Map<string, readonly Value[]>();
  const once = (key: string, make: () => readonly Value[]): readonly Value[] => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  return {
    inputs,
    input(name, shape) {
      const value: Value = { id: nextId++, shape: [...shape], type: 'float32', input: name };
      inputs.push(value);
      return value;
    },
    constant(shape, type, values) {
      const make = (): Value[] => [{ id: nextId++, shape: [...shape], type, constant: typed(type, values) }];
      if (sizeOf(shape) > comparedSize) return make()[0]!;
      return once(`${type}[${shape}]${Array.from(values, numberKey)}`, make)[0]!;
    },
    emit(type, operands, outputs, attributes = {}, body) {
      const make = () => {
        const producer: Operator = {
          type,
          inputs: operands,
          attributes,
          outputs: [],
          origin: origin?.(),
          ...(body && { body }),
        };
        producer.outputs.push(
          ...outputs.map(({ shape, type: element }) => ({ id: nextId++, shape, type: element, producer })),
        );
        return producer.outputs;
      };
      if (body) return make();
      const shapes = outputs.map((o) => `${o.type}[${o.shape}]`);
      return once(`${type}(${operands.map(({ id }) => id)})${JSON.stringify(attributes)}${shapes}`, make);
    },
    carried: ({ shape, type }) => ({ id: nextId++, shape: [...shape], type }),
  };
}

const numberKey = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

function typed(type: ElementType, values: Values | readonly number[]): Values {
  if (type === 'float32') return Float32Array.from(values);
  return type === 'bool' ? Uint8Array.from(values) : Int32Array.from(values);
}
