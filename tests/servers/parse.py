"""Reads recorded answers with botocore's parser: `parse.py calls OUT` writes the calls as JSON, `parse.py ANSWERS OUT`
adds to each answer what botocore reads from it."""

import base64
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import botocore.session
from botocore import parsers
from botocore.compat import HTTPHeaders
from botocore.utils import parse_timestamp

import calls


class Body:
    """A streamed body as botocore's parsers take it."""

    def __init__(self, data):
        self.data = data

    def read(self, *_):
        return self.data


def plain(value, shape):
    """The value as JSON: blobs in base64, times in seconds since 1970."""
    if isinstance(value, Body):
        return base64.b64encode(value.data).decode()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        seconds = value.timestamp()
        return int(seconds) if seconds == int(seconds) else seconds
    if isinstance(value, float):
        return value
    if isinstance(value, dict):
        if shape is not None and shape.type_name == "structure":
            return {k: plain(v, shape.members.get(k)) for k, v in value.items() if k in shape.members}
        inner = shape.value if shape is not None and shape.type_name == "map" else None
        return {k: plain(v, inner) for k, v in value.items()}
    if isinstance(value, list):
        inner = shape.member if shape is not None and shape.type_name == "list" else None
        return [plain(v, inner) for v in value]
    return value


def moment(value):
    """A time as botocore reads it, but numbers stay as they are: its times have microseconds, services send more."""
    return value if isinstance(value, (int, float)) else parse_timestamp(value)


def call(service, operation, members, code=None):
    """A call as the next programs take it."""
    exception = calls.EXCEPTIONS.get((service, operation))
    return {"service": service, "operation": operation, "params": members, "refusal": code, "exception": exception}


def error_shape(operation, code):
    """The error of the operation that has this code."""
    for shape in operation.error_shapes:
        if code in (shape.error_code, shape.name):
            return shape
    return None


def parsed(loader, answer):
    model = loader.get_service_model(answer["service"])
    operation = model.operation_model(answer["operation"])
    response = answer["response"]
    body = base64.b64decode(response["body"])
    headers = {k.lower(): v for k, v in response["headers"].items()}
    status = response["status_code"]
    factory = parsers.ResponseParserFactory()
    factory.set_parser_defaults(timestamp_parser=moment)
    parser = factory.create_parser(model.resolved_protocol)
    message = HTTPHeaders()
    for name, value in headers.items():
        message[name] = value
    streamed = status < 300 and operation.has_streaming_output
    raw = {"status_code": status, "headers": message, "body": Body(body) if streamed else body, "context": {}}
    result = parser.parse(raw, operation.output_shape)
    out = dict(answer)
    if status >= 300:
        out["code"] = result["Error"]["Code"]
        out["message"] = result["Error"].get("Message", "")
        shape = error_shape(operation, out["code"])
        if shape is not None:
            # As botocore's client does it: the answer is read a second time, for the members of the error.
            result = parser.parse(raw, shape)
            members = {k: v for k, v in result.items() if k in shape.members}
            out["shape"] = shape.name
            out["members"] = plain(members, shape)
    else:
        members = {k: v for k, v in result.items() if k != "ResponseMetadata"}
        out["members"] = plain(members, operation.output_shape) if operation.output_shape else {}
    return out


def main():
    source, target = sys.argv[1:]
    if source == "calls":
        result = [call(*row) for row in calls.CALLS]
    else:
        loader = botocore.session.get_session()
        with open(source) as file:
            result = [parsed(loader, answer) for answer in json.load(file)]
    with open(target, "w") as file:
        json.dump(result, file)


main()
