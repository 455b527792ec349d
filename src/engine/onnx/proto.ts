import protobuf from 'protobufjs';

/** The messages of the ONNX format that a graph of float32, int and bool tensors needs, with the numbers of the standard. */
const schema = `
syntax = "proto3";
message Model {
  int64 ir_version = 1;
  string producer_name = 2;
  string producer_version = 3;
  string doc_string = 6;
  Graph graph = 7;
  repeated OperatorSet opset_import = 8;
  repeated StringEntry metadata_props = 14;
}
message OperatorSet { string domain = 1; int64 version = 2; }
message StringEntry { string key = 1; string value = 2; }
message Graph {
  repeated Node node = 1;
  string name = 2;
  repeated Tensor initializer = 5;
  repeated ValueInfo input = 11;
  repeated ValueInfo output = 12;
}
message Node {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated Attribute attribute = 5;
  string domain = 7;
}
message Attribute {
  string name = 1;
  float f = 2;
  int64 i = 3;
  bytes s = 4;
  Graph g = 6;
  repeated float floats = 7;
  repeated int64 ints = 8;
  int32 type = 20;
}
message Tensor {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}
message ValueInfo { string name = 1; Type type = 2; string doc_string = 3; }
message Type { oneof value { TensorType tensor_type = 1; SequenceType sequence_type = 4; } }
message SequenceType { Type elem_type = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Shape { repeated Dimension dim = 1; }
message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;

let model: protobuf.Type | undefined;

/** Serialises an ONNX model given as plain objects. */
export function encodeProto(message: object): Uint8Array {
  model ??= protobuf.parse(schema, { keepCase: true }).root.lookupType('Model');
  return model.encode(model.fromObject(message)).finish();
}
