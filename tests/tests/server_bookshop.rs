//! A connector for an API that is not of AWS calls a server: a list, a path variable, a modelled error, a body
//! that is sent, an empty answer, a wrong token.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

use connector_gen_tests::{assert_status, cargo_command, connector_gen, root};

const PROGRAM: &str = r#"
use bookshop_connector::{
    CancelOrderRequest, Client, Config, GetBookRequest, GetStockRequest, ListBooksRequest,
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let endpoint = arguments.next().expect("an endpoint");
    let client = Client::new(Config::new().endpoint(endpoint).bearer(arguments.next().expect("a token")));
    let listed = ListBooksRequest { title: Some("salt & sea".to_owned()), ..ListBooksRequest::default() };
    match client.call(&listed).await {
        Ok(answer) => println!("{} books, first {:?}", answer.books.len(), answer.books[0].title),
        Err(error) => println!("{error}"),
    }
    match client.call(&GetBookRequest::new("no such/book")).await {
        Ok(book) => println!("{:?}", book.title),
        Err(error) => println!("{error}"),
    }
    match client.call(&GetStockRequest::default()).await {
        Ok(stock) => println!("{} shelves", stock.by_isbn.len()),
        Err(error) => println!("{error}"),
    }
    match client.call(&CancelOrderRequest::new("900000000123")).await {
        Ok(_) => println!("cancelled"),
        Err(error) => println!("{error}"),
    }
}
"#;

/// Saved answers of the collection by method and path, as its own file has them.
fn answers() -> BTreeMap<(&'static str, &'static str), (u16, String)> {
    let text = std::fs::read_to_string(root().join("samples/bookshop.postman_collection.json"))
        .expect("the sample");
    let collection: serde_json::Value = serde_json::from_str(&text).expect("the sample is JSON");
    let body = |folder: usize, item: usize, response: usize| {
        let saved = &collection["item"][folder]["item"][item]["response"][response];
        let status = saved["code"]
            .as_u64()
            .and_then(|code| u16::try_from(code).ok())
            .expect("a status");
        (
            status,
            saved["body"].as_str().unwrap_or_default().to_owned(),
        )
    };
    BTreeMap::from([
        (("GET", "/v1/books?title=salt%20%26%20sea"), body(0, 0, 0)),
        (("GET", "/v1/books/no%20such%2Fbook"), body(0, 1, 1)),
        (("GET", "/v1/stock"), body(0, 2, 0)),
        (("DELETE", "/v1/orders/900000000123"), body(1, 1, 0)),
    ])
}

fn serve(listener: &TcpListener) {
    let answers = answers();
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        while answer(&stream, &answers).is_some() {}
    }
}

/// Answers one request; `None` when the peer has gone.
fn answer(stream: &TcpStream, answers: &BTreeMap<(&str, &str), (u16, String)>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut authorized) = (0, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => authorized = value.trim() == "Bearer right",
            _ => {}
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).ok()?;
    let known = answers.get(&(method.as_str(), target.as_str()));
    let (status, body) = match known {
        _ if !authorized => (
            401,
            r#"{"error":{"code":"unauthorized","message":"no such token"}}"#.to_owned(),
        ),
        Some(answer) => answer.clone(),
        None => (
            500,
            format!(r#"{{"message":"unexpected {method} {target}"}}"#),
        ),
    };
    let mut text = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n");
    if status != 204 {
        let _ = write!(text, "Content-Length: {}\r\n", body.len());
    }
    text.push_str("\r\n");
    text.push_str(&body);
    let mut stream = stream;
    stream.write_all(text.as_bytes()).ok()
}

fn program(scratch: &Path) -> std::path::PathBuf {
    let source = root().join("samples/bookshop.postman_collection.json");
    let written = connector_gen(
        scratch,
        &["new", source.to_str().expect("the path is text")],
    );
    assert_status(&written, 0, "bookshop");
    let folder = scratch.join("call-bookshop");
    std::fs::create_dir_all(folder.join("src")).expect("the folder is made");
    std::fs::write(folder.join("src/main.rs"), PROGRAM).expect("the program is written");
    let manifest = "[package]\nname = \"call-bookshop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
        bookshop-connector = { path = \"../bookshop-connector\" }\n\
        tokio = { version = \"1\", default-features = false, features = [\"rt\", \"macros\"] }\n";
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest is written");
    folder
}

fn run(folder: &Path, endpoint: &str, token: &str) -> Output {
    let mut command: Command = cargo_command(folder, &["run", "--quiet", "--", endpoint, token]);
    command.output().expect("cargo starts")
}

#[test]
fn a_connector_that_is_not_of_aws_calls_its_server() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let folder = program(scratch.path());
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || serve(&listener));

    let output = run(&folder, &endpoint, "right");
    assert_status(&output, 0, "calls with the right token");
    let said = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(
        lines[0].starts_with("2 books, first Some(\"The Salt Road\")"),
        "{said}"
    );
    assert!(
        lines[1]
            .contains("GetBook failed: book_not_found: There is no book with this ISBN (HTTP 404"),
        "{said}"
    );
    assert_eq!(lines[2], "3 shelves");
    assert_eq!(lines[3], "cancelled");

    let refused = run(&folder, &endpoint, "wrong");
    assert_status(&refused, 0, "calls with a wrong token");
    let said = String::from_utf8_lossy(&refused.stdout);
    assert!(
        said.lines().count() == 4
            && said
                .lines()
                .all(|line| line.contains("unauthorized: no such token (HTTP 401")),
        "{said}"
    );
}
