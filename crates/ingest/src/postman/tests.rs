//! Collections as people save them, and what becomes of them.

use std::collections::BTreeMap;

use connector_model::service::{
    Auth, Binding, BodyFormat, PathPart, Presence, Service, ShapeId, ShapeKind,
};

use crate::{Hints, Ingested, SourceText, ingest};

/// A collection of v2.1 with these items and further members.
fn collection(items: &str, more: &str) -> String {
    format!(
        "{{\"info\": {{\"name\": \"Things\", \"schema\": \
         \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}}, \
         \"item\": [{items}]{more}}}"
    )
}

fn read_with(sources: &[&str], hints: &Hints) -> Ingested {
    let sources: Vec<SourceText<'_>> = sources
        .iter()
        .map(|text| SourceText {
            name: "things.json",
            bytes: text.as_bytes(),
        })
        .collect();
    ingest(&sources, hints)
}

fn read(items: &str, more: &str) -> Ingested {
    read_with(&[&collection(items, more)], &Hints::default())
}

fn service(ingested: &Ingested) -> &Service {
    ingested.service.as_ref().expect("operations")
}

fn codes(ingested: &Ingested) -> Vec<&'static str> {
    ingested
        .diagnostics
        .iter()
        .map(|finding| finding.rule.code)
        .collect()
}

/// Members of a structure as `name binding presence`.
fn members(service: &Service, address: &str) -> Vec<String> {
    let shape = service.shapes.get(&ShapeId(address.to_owned()));
    let Some(ShapeKind::Structure(members)) = shape.map(|shape| &shape.kind) else {
        return Vec::new();
    };
    members
        .iter()
        .map(|member| {
            let required = if member.presence == Presence::Required {
                "!"
            } else {
                ""
            };
            format!("{} {:?}{required}", member.wire, member.binding)
        })
        .collect()
}

fn path(parts: &[PathPart]) -> String {
    parts
        .iter()
        .map(|part| match part {
            PathPart::Literal(text) => text.clone(),
            PathPart::Label(name) | PathPart::GreedyLabel(name) => format!("<{name}>"),
        })
        .collect()
}

#[test]
fn a_request_gives_labels_query_headers_and_body() {
    let ingested = read(
        r#"{"name": "Update thing", "request": {"method": "put", "description": {"content": "Changes it."},
        "header": [{"key": "X-Tenant", "value": "t"}, {"key": "Content-Type", "value": "application/json"}],
        "body": {"mode": "raw", "raw": "{\"size\": 1}"},
        "url": {"raw": "x", "protocol": "https", "host": ["a", "example"], "path": ["things", ":id", {"value": "parts"}],
        "query": [{"key": "dry", "value": "1"}, {"key": "tag", "value": "a"}, {"key": "tag", "value": "b"},
                  {"key": "off", "value": "", "disabled": true}, {"key": "flag", "value": null}],
        "variable": [{"key": "id", "value": "42", "description": "Its number."}]}},
        "response": [{"name": "ok", "code": 200, "header": null, "body": "{\"ok\": true}"}]}"#,
        "",
    );
    let service = service(&ingested);
    let operation = &service.operations[0];
    assert_eq!(
        (operation.name.as_str(), operation.method.as_str()),
        ("UpdateThing", "PUT")
    );
    assert_eq!(operation.documentation.as_deref(), Some("Changes it."));
    assert_eq!(path(&operation.path), "/things/<id>/parts");
    assert_eq!(operation.fixed_query, [("flag".to_owned(), String::new())]);
    assert_eq!(
        members(service, "UpdateThingRequest"),
        [
            "id Label!",
            "dry Query",
            "tag Query",
            "off Query",
            "X-Tenant Header",
            "size Body"
        ]
    );
    assert_eq!(members(service, "UpdateThingResponse"), ["ok Body!"]);
    let shown: Vec<String> = operation.examples[0]
        .input
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        shown,
        [
            "id=\"42\"",
            "dry=\"1\"",
            "tag=[\"a\", \"b\"]",
            "X-Tenant=\"t\"",
            "size=1"
        ]
    );
}

#[test]
fn authorization_is_inherited_until_a_request_stops_it() {
    let bearer = r#""auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]}"#;
    let item = |name: &str, auth: &str| {
        format!(
            r#"{{"name": "{name}", "request": {{"method": "GET", "url": "https://a.example/{name}"{auth}}}}}"#
        )
    };
    let basic =
        r#"{"name": "Folder", "auth": {"type": "basic", "basic": {"username": "u"}}, "item": ["#;
    let items = format!(
        "{}, {}, {basic}{}, {}]}}, {}, {}",
        item("a", ""),
        item("b", r#", "auth": {"type": "noauth"}"#),
        item("c", ""),
        item(
            "d",
            r#", "auth": {"type": "apikey", "apikey": {"key": "k", "in": "query"}}"#
        ),
        item("e", r#", "auth": null"#),
        item("f", r#", "auth": {"type": "digest"}"#),
    );
    let ingested = read(&items, &format!(", {bearer}"));
    let found: Vec<&Auth> = service(&ingested)
        .operations
        .iter()
        .map(|operation| &operation.auth)
        .collect();
    let key = Auth::ApiKeyQuery("k".to_owned());
    assert_eq!(
        found,
        [
            &Auth::Bearer,
            &Auth::None,
            &Auth::Basic,
            &key,
            &Auth::Bearer,
            &Auth::None
        ]
    );
    assert!(codes(&ingested).contains(&"CG0147"), "digest is reported");
}

#[test]
fn signed_requests_know_service_and_region_or_ask_for_them() {
    let item = |url: &str, auth: &str| {
        format!(
            r#"{{"name": "Do", "request": {{"method": "GET", "url": "{url}", "auth": {{"type": "awsv4", "awsv4": {auth}}}}}}}"#
        )
    };
    let listed =
        r#"[{"key": "service", "value": "polly"}, {"key": "region", "value": "eu-west-1"}]"#;
    let object = r#"{"service": "polly", "region": "eu-west-1"}"#;
    for (url, auth, service_name, region, error) in [
        (
            "https://a.example/v1",
            listed,
            "polly",
            Some("eu-west-1"),
            false,
        ),
        (
            "https://a.example/v1",
            object,
            "polly",
            Some("eu-west-1"),
            false,
        ),
        (
            "https://polly.us-east-1.amazonaws.com/v1",
            "{}",
            "polly",
            Some("us-east-1"),
            false,
        ),
        (
            "https://polly.{{region}}.amazonaws.com/v1",
            "[]",
            "polly",
            None,
            false,
        ),
        (
            "https://iam.amazonaws.com/",
            "[]",
            "iam",
            Some("us-east-1"),
            false,
        ),
        ("https://a.example/v1", "{}", "", None, true),
        (
            "https://a.example/v1",
            r#"{"service": "polly"}"#,
            "polly",
            None,
            true,
        ),
    ] {
        let ingested = read(&item(url, auth), "");
        let operation = &service(&ingested).operations[0];
        let expected = Auth::SigV4 {
            service: service_name.to_owned(),
        };
        assert_eq!(operation.auth, expected, "{url} {auth}");
        assert_eq!(operation.sample_region.as_deref(), region, "{url} {auth}");
        assert_eq!(codes(&ingested).contains(&"CG0148"), error, "{url} {auth}");
    }
}

#[test]
fn variables_come_from_collection_environment_and_recipe() {
    let items =
        r#"{"name": "Get", "request": {"method": "GET", "url": "{{base}}/{{kind}}/{{id}}"}}"#;
    let variables = r#", "variable": [{"key": "base", "value": "https://c.example/v1"}, {"key": "kind", "value": "a"}]"#;
    let environment = r#"{"id": "e", "name": "e", "values": [{"key": "base", "value": "https://e.example/v2", "enabled": true},
        {"key": "kind", "value": "off", "enabled": false}, {"key": "id", "value": "s3cr3t", "type": "secret"}]}"#;
    let globals = r#"{"name": "g", "_postman_variable_scope": "globals",
        "values": [{"key": "base", "value": "https://g.example"}, {"key": "kind", "value": "g"}]}"#;
    let text = collection(items, variables);
    let mut hints = Hints::default();
    let seen = |ingested: &Ingested| {
        let operation = &service(ingested).operations[0];
        format!(
            "{}{}",
            super::endpoint_text(&operation.endpoint),
            path(&operation.path)
        )
    };
    assert_eq!(
        seen(&read_with(&[&text], &hints)),
        "https://c.example/v1/a/<id>"
    );
    let with_all = [text.as_str(), environment, globals];
    assert_eq!(
        seen(&read_with(&with_all, &hints)),
        "https://e.example/v2/a/<id>"
    );
    hints.variables = BTreeMap::from([("base".to_owned(), "https://r.example".to_owned())]);
    assert_eq!(
        seen(&read_with(&with_all, &hints)),
        "https://r.example/a/<id>"
    );
}

#[test]
fn variables_of_folders_hold_inside_of_them_only() {
    let request = |name: &str| {
        format!(
            "{{\"name\": \"{name}\", \"request\": {{\"method\": \"GET\", \"url\": \"https://{{{{host}}}}/x\"}}}}"
        )
    };
    let variable =
        |value: &str| format!("\"variable\": [{{\"key\": \"host\", \"value\": \"{value}\"}}]");
    let inner = format!(
        "{{\"name\": \"Inner\", {}, \"item\": [{}]}}",
        variable("inner.example"),
        request("C")
    );
    let outer = format!(
        "{{\"name\": \"Outer\", {}, \"item\": [{}, {inner}, {}]}}",
        variable("outer.example"),
        request("B"),
        request("D")
    );
    let items = format!("{}, {outer}, {}", request("A"), request("E"));
    let ingested = read(&items, &format!(", {}", variable("collection.example")));
    let hosts = service(&ingested)
        .operations
        .iter()
        .map(|operation| format!("{:?}", operation.endpoint));
    let expected = ["collection", "outer", "inner", "outer", "collection"];
    for (host, expected) in hosts.zip(expected) {
        assert!(host.contains(&format!("{expected}.example")), "{host}");
    }
}

#[test]
fn a_form_without_fields_is_no_body() {
    let items = r#"{"name": "Get it", "request": {"method": "GET", "url": "https://x.example/it",
        "body": {"mode": "formdata", "formdata": []}}}"#;
    let ingested = read(items, "");
    assert_eq!(
        service(&ingested).operations[0].request_body,
        BodyFormat::None
    );
    assert_eq!(
        members(service(&ingested), "GetItRequest"),
        Vec::<String>::new()
    );
}

#[test]
fn a_host_that_no_source_knows_stays_open_and_is_reported() {
    for (url, more) in [
        ("{{baseUrl}}/things", ""),
        (
            "{{baseUrl}}/things",
            r#", "variable": [{"key": "baseUrl", "value": "/"}]"#,
        ),
    ] {
        let item = format!(r#"{{"name": "Get", "request": {{"method": "GET", "url": "{url}"}}}}"#);
        let ingested = read(&item, more);
        let operation = &service(&ingested).operations[0];
        assert!(operation.endpoint.is_empty());
        assert_eq!(path(&operation.path), "/things");
        let finding = ingested
            .diagnostics
            .iter()
            .find(|finding| finding.rule.code == "CG0134")
            .expect("reported");
        assert!(finding.message.contains("`baseUrl`"), "{}", finding.message);
    }
}

#[test]
fn names_become_unique_and_the_same_call_is_one_operation() {
    let item = |name: &str, url: &str| {
        format!(
            r#"{{"name": "{name}", "request": {{"method": "GET", "url": "https://a.example/{url}"}}}}"#
        )
    };
    let folder = |name: &str, items: &str| format!(r#"{{"name": "{name}", "item": [{items}]}}"#);
    let items = [
        folder("Pets", &item("List", "pets")),
        folder(
            "Users",
            &format!("{}, {}", item("List", "users"), item("list", "users/all")),
        ),
        item("Get", "x"),
        item("Get", "x"),
        item("get", "y"),
    ]
    .join(", ");
    let ingested = read(&items, "");
    let names: Vec<&str> = service(&ingested)
        .operations
        .iter()
        .map(|operation| operation.name.as_str())
        .collect();
    assert_eq!(names, ["PetsList", "List", "List2", "Get", "Get2"]);
    assert!(codes(&ingested).contains(&"CG0136") && codes(&ingested).contains(&"CG0135"));
}

#[test]
fn protocols_of_aws_name_the_action() {
    let ingested = read(
        r#"{"name": "one", "request": {"method": "POST", "url": "https://a.example/",
            "header": [{"key": "X-Amz-Target", "value": "DynamoDB_20120810.GetItem"}, {"key": "Content-Type", "value": "application/x-amz-json-1.0"}],
            "body": {"mode": "raw", "raw": "{}"}}},
           {"name": "two", "request": {"method": "GET", "url": "https://a.example/?Action=ListUsers&Version=2010-05-08&Marker=m"}},
           {"name": "three", "request": {"method": "POST", "url": "https://a.example/", "body": {"mode": "urlencoded",
            "urlencoded": [{"key": "Action", "value": "GetUser"}, {"key": "UserName", "value": "ann"}]}}}"#,
        "",
    );
    let service = service(&ingested);
    let [get_item, list_users, get_user] = service.operations.as_slice() else {
        panic!("three operations");
    };
    assert_eq!(get_item.name, "GetItem");
    assert_eq!(get_item.fixed_headers.len(), 2);
    assert_eq!(list_users.name, "ListUsers");
    assert_eq!(list_users.fixed_query.len(), 2);
    assert_eq!(members(service, "ListUsersRequest"), ["Marker Query"]);
    assert_eq!(
        (get_user.name.as_str(), get_user.request_body),
        ("GetUser", BodyFormat::Form)
    );
    assert_eq!(members(service, "GetUserRequest"), ["UserName Body"]);
}

#[test]
fn bodies_of_every_mode_are_read_as_what_they_are() {
    for (body, format, expected) in [
        ("null", BodyFormat::None, vec![]),
        (r#"{"mode": "raw", "raw": ""}"#, BodyFormat::None, vec![]),
        (
            r#"{"mode": "raw", "raw": "{\"a\": 1}", "disabled": true}"#,
            BodyFormat::None,
            vec![],
        ),
        (
            r#"{"mode": "raw", "raw": "{\"a\": {{a}}, \"b\": <b>} // c"}"#,
            BodyFormat::Json,
            vec!["a Body", "b Body"],
        ),
        (
            r#"{"mode": "raw", "raw": "[1]"}"#,
            BodyFormat::Json,
            vec!["Items Payload"],
        ),
        (
            r#"{"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": "xml"}}}"#,
            BodyFormat::Opaque,
            vec!["Body Payload"],
        ),
        (
            r#"{"mode": "urlencoded", "urlencoded": [{"key": "a[b][0]", "value": "1"}]}"#,
            BodyFormat::Form,
            vec!["a[b][0] Body"],
        ),
        (
            r#"{"mode": "graphql", "graphql": {"query": "{ a }", "variables": "{\"n\": 1}"}}"#,
            BodyFormat::Json,
            vec!["query Body", "variables Body"],
        ),
        (
            r#"{"mode": "formdata", "formdata": [{"key": "f", "type": "file", "src": "/etc/passwd"}]}"#,
            BodyFormat::Opaque,
            vec!["Content-Type Header!", "Body Payload"],
        ),
        (
            r#"{"mode": "file", "file": {"src": "/etc/passwd"}}"#,
            BodyFormat::Opaque,
            vec!["Content-Type Header!", "Body Payload"],
        ),
        (
            r#"{"mode": "unknown"}"#,
            BodyFormat::Opaque,
            vec!["Content-Type Header!", "Body Payload"],
        ),
        ("{}", BodyFormat::None, vec![]),
    ] {
        let item = format!(
            r#"{{"name": "Do", "request": {{"method": "POST", "url": "https://a.example/", "body": {body}}}}}"#
        );
        let ingested = read(&item, "");
        let service = service(&ingested);
        assert_eq!(service.operations[0].request_body, format, "{body}");
        assert_eq!(members(service, "DoRequest"), expected, "{body}");
        assert!(!format!("{ingested:?}").contains("passwd"), "{body}");
    }
}

#[test]
fn answers_are_split_by_status_and_joined_within_success() {
    let ingested = read(
        r#"{"name": "Get", "request": {"method": "GET", "url": "https://a.example/"}, "response": [
            {"name": "a", "code": 200, "body": "{\"x\": 1, \"y\": null}"},
            {"name": "b", "status": "Created", "body": "{\"x\": 2}"},
            {"name": "c", "code": 404, "body": "{\"message\": \"no\"}"},
            {"name": "d", "code": 500, "body": "oops"},
            {"name": "e", "code": 204, "body": null},
            {"name": "f", "body": "{\"x\": 3"},
            {"name": "g", "code": 200, "body": ""}]}"#,
        "",
    );
    let service = service(&ingested);
    let operation = &service.operations[0];
    assert_eq!(members(service, "GetResponse"), ["x Body!", "y Body"]);
    let errors: Vec<u16> = operation.errors.iter().map(|error| error.status).collect();
    assert_eq!(errors, [404]);
    assert_eq!(operation.examples.len(), 7);
    let codes = codes(&ingested);
    for code in ["CG0145", "CG0146"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
}

#[test]
fn answers_that_are_not_json_are_texts() {
    for (answer, expected) in [
        (
            r#"{"code": 200, "body": "<a>1</a>", "_postman_previewlanguage": "xml"}"#,
            vec!["Body Payload!"],
        ),
        (
            r#"{"code": 200, "body": "plain", "header": "Content-Type: text/plain"}"#,
            vec!["Body Payload!"],
        ),
        (
            r#"{"code": 200, "body": "\"text\"", "_postman_previewlanguage": "json"}"#,
            vec!["Value Payload!"],
        ),
        (
            r#"{"code": 200, "body": "[{\"a\": 1}]"}"#,
            vec!["Items Payload!"],
        ),
        (
            r#"{"code": 200, "body": "{'a'", "_postman_previewlanguage": "json"}"#,
            vec![],
        ),
    ] {
        let item = format!(
            r#"{{"name": "Get", "request": {{"method": "GET", "url": "https://a.example/"}}, "response": [{answer}]}}"#
        );
        let ingested = read(&item, "");
        assert_eq!(
            members(service(&ingested), "GetResponse"),
            expected,
            "{answer}"
        );
    }
}

#[test]
fn saved_requests_are_evidence_if_they_are_the_same_call() {
    let saved = |url: &str| {
        format!(
            r#"{{"name": "a", "code": 200, "body": "{{}}", "originalRequest": {{"method": "GET", "url": "{url}"}}}}"#
        )
    };
    let item = format!(
        r#"{{"name": "Get", "request": {{"method": "GET", "url": "https://a.example/x/:id"}}, "response": [{}, {}]}}"#,
        saved("https://a.example/x/7?page=1"),
        saved("https://a.example/other/7?gone=1"),
    );
    let ingested = read(&item, "");
    let service = service(&ingested);
    assert_eq!(members(service, "GetRequest"), ["id Label!", "page Query"]);
    assert_eq!(
        service.operations[0].examples[0].input[0],
        ("id".to_owned(), "\"7\"".to_owned())
    );
    assert_eq!(service.operations[0].examples[1].input, []);
}

#[test]
fn what_cannot_be_read_is_left_out_with_a_finding_and_the_rest_stays() {
    let ingested = read(
        r#"{"name": "no request"}, 7, null, {"name": "null", "request": null},
           {"name": "socket", "request": {"method": "GET", "url": "wss://a.example"}},
           {"name": "user", "request": {"method": "GET", "url": "https://u:p4ssw0rd@a.example"}},
           {"name": "method", "request": {"method": "G T", "url": "https://a.example"}},
           {"name": "no url", "request": {"method": "GET"}},
           {"name": "no method", "request": {"method": null, "header": null, "url": "https://a.example/a"}},
           {"name": "text", "request": "https://a.example/b"}"#,
        "",
    );
    let names: Vec<&str> = service(&ingested)
        .operations
        .iter()
        .map(|operation| operation.name.as_str())
        .collect();
    assert_eq!(names, ["NoMethod", "Text"]);
    let left_out = codes(&ingested)
        .iter()
        .filter(|code| **code == "CG0132")
        .count();
    assert_eq!(left_out, 8);
    assert!(!ingested.diagnostics.has_errors());
    assert!(!format!("{ingested:?}").contains("p4ssw0rd"));
}

#[test]
fn scripts_leave_nothing_but_a_note() {
    let ingested = read(
        r#"{"name": "Get", "event": [{"listen": "test", "script": {"exec": ["hidden()"]}}],
            "request": {"method": "GET", "url": "https://a.example/"}}"#,
        r#", "event": [{"listen": "prerequest", "script": {"exec": "hidden()"}}, {"listen": "test", "script": {"exec": [""]}}]"#,
    );
    let finding = ingested
        .diagnostics
        .iter()
        .find(|finding| finding.rule.code == "CG0138");
    assert!(finding.expect("noted").message.contains("2 scripts"));
    assert!(!format!("{ingested:?}").contains("hidden"));
}

#[test]
fn secrets_of_every_place_leave_no_trace() {
    let marks: Vec<String> = (10..40).map(|at| format!("cg00{at}q")).collect();
    let key = |at: usize| format!("ghp_{}{}", marks[at], "a1b2c3d4e5f6".repeat(2));
    let item = format!(
        r#"{{"name": "Get {key0}", "description": "uses {key1}", "request": {{"method": "POST",
        "auth": {{"type": "awsv4", "awsv4": {{"accessKey": "{m2}", "secretKey": "{m3}", "sessionToken": "{m4}",
        "service": "polly", "region": "us-east-1"}}}},
        "header": [{{"key": "Authorization", "value": "Bearer {m5}"}}, {{"key": "X-Session-Token", "value": "{m6}"}},
        {{"key": "Cookie", "value": "{m7}"}}, {{"key": "X-Note", "value": "{key8}"}}],
        "body": {{"mode": "raw", "raw": "{{\"password\": \"{m9}\", \"deep\": [{{\"apiKey\": \"{m10}\"}}]}}"}},
        "url": {{"host": "a.example", "protocol": "https", "path": ["hook", "{key11}"],
        "query": [{{"key": "sig", "value": "{m12}"}}, {{"key": "access_token", "value": "{m13}"}}]}}}},
        "response": [{{"name": "{key14}", "code": 200, "header": [{{"key": "Set-Cookie", "value": "{m15}"}}],
        "cookie": [{{"value": "{m16}"}}], "body": "{{\"token\": \"{m17}\", \"url\": \"https://u:{m18}@b.example\"}}"}},
        {{"name": "b", "code": 200, "body": "<a><password>{m19}</password>{key20}</a>"}},
        {{"name": "c", "code": 200, "body": "{{\"token\": {m21}"}}]}},
        {{"name": "Log in", "request": {{"method": "POST", "url": "https://a.example/in", "body": {{"mode": "urlencoded",
        "urlencoded": [{{"key": "user", "value": "{m22}"}}]}}}}, "response": [{{"code": 200, "body": "{{\"any\": \"{m23}\"}}"}}]}}"#,
        key0 = key(0),
        key1 = key(1),
        m2 = marks[2],
        m3 = marks[3],
        m4 = marks[4],
        m5 = marks[5],
        m6 = marks[6],
        m7 = marks[7],
        key8 = key(8),
        m9 = marks[9],
        m10 = marks[10],
        key11 = key(11),
        m12 = marks[12],
        m13 = marks[13],
        key14 = key(14),
        m15 = marks[15],
        m16 = marks[16],
        m17 = marks[17],
        m18 = marks[18],
        m19 = marks[19],
        key20 = key(20),
        m21 = marks[21],
        m22 = marks[22],
        m23 = marks[23],
    );
    let variables = format!(
        r#", "variable": [{{"key": "bearerToken", "value": "{}"}}, {{"key": "x", "type": "secret", "value": "{}"}}]"#,
        marks[24], marks[25]
    );
    let ingested = read(&item, &variables);
    let everything = format!("{ingested:?}");
    for mark in &marks {
        assert!(
            !everything.to_lowercase().contains(mark),
            "{mark} is still there"
        );
    }
    assert_eq!(
        path(&service(&ingested).operations[0].path),
        "/hook/<secret>"
    );
    assert!(codes(&ingested).contains(&"CG0130"));
}

#[test]
fn members_with_secret_names_are_sensitive() {
    let ingested = read(
        r#"{"name": "Get", "request": {"method": "GET", "url": "https://a.example/"}, "response": [
            {"code": 200, "body": "{\"ApiToken\": \"a\", \"NextToken\": \"b\"}"}]}"#,
        "",
    );
    let shapes = &service(&ingested).shapes;
    let token = shapes.get(&ShapeId("GetResponse.ApiToken".to_owned()));
    assert!(token.is_some_and(|shape| shape.sensitive));
    assert!(!shapes.contains_key(&ShapeId("GetResponse.NextToken".to_owned())));
}

#[test]
fn other_versions_and_wrapped_collections_are_recognised() {
    let schema = |version: &str| {
        format!(
            "{{\"info\": {{\"name\": \"T\", \"schema\": \"https://schema.getpostman.com/json/collection/{version}/collection.json\"}}, \
             \"item\": [{{\"name\": \"Get\", \"request\": \"https://a.example/\"}}]}}"
        )
    };
    let errors = |text: &str| {
        read_with(&[text], &Hints::default())
            .diagnostics
            .has_errors()
    };
    assert!(!errors(&schema("v2.0.0")));
    assert!(!errors(&format!(
        "{{\"collection\": {}}}",
        schema("v2.1.0")
    )));
    assert!(errors(&schema("v3.0.0")));
}

#[test]
fn bindings_are_what_the_model_calls_them() {
    // The names above are those of `Debug`; a rename there should fail here and not everywhere.
    assert_eq!(
        format!("{:?} {:?}", Binding::Label, Binding::Payload),
        "Label Payload"
    );
}
