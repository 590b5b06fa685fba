use super::*;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

/// Answers each connection with the next text, however it was asked; gives the base URL.
fn server(answers: Vec<Vec<u8>>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut buffer = vec![0; 64 * 1024];
            let n = stream.read(&mut buffer).expect("a request");
            asked.push(String::from_utf8_lossy(&buffer[..n]).into_owned());
            // The client may hang up before it has everything.
            let _ = stream.write_all(&answer);
        }
        asked
    });
    (url, thread)
}

fn post(path: &str) -> Request {
    Request {
        rail: RailName::Plaid,
        method: "POST",
        path: path.into(),
        headers: vec![("content-type", "application/json".into())],
        body: b"{}".to_vec(),
    }
}

fn send(url: &str) -> Result<Response, Exchange> {
    let rail = HttpRail::new(None, Some(url)).expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(rail.send(post("/x")))
}

#[test]
fn an_answer_comes_back_and_we_say_who_we_are() {
    let (url, asked) = server(vec![
        b"HTTP/1.1 400 Bad\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi".to_vec(),
    ]);
    let answer = send(&format!("{url}/")).expect("an answer");
    assert_eq!((answer.status, answer.body), (400, b"hi".to_vec()));
    let asked = asked.join().expect("no panic").remove(0).to_lowercase();
    assert!(asked.starts_with("post /x http/1.1"), "{asked}");
    assert!(asked.contains("user-agent: oodaloo/"), "{asked}");
}

#[test]
fn a_redirect_is_not_followed() {
    let (url, _) = server(vec![
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
    ]);
    assert_eq!(send(&url).map(|r| r.status), Ok(302));
}

#[test]
fn a_flood_is_cut_off_announced_or_not() {
    let announced =
        b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\nconnection: close\r\n\r\n".to_vec();
    let (url, _) = server(vec![announced]);
    assert_eq!(
        send(&url).map(|r| r.status),
        Err(Exchange::TooLarge("plaid"))
    );
    let mut unannounced = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    unannounced.resize(9_000_000, b'x');
    let (url, _) = server(vec![unannounced]);
    assert_eq!(
        send(&url).map(|r| r.status),
        Err(Exchange::TooLarge("plaid"))
    );
}

#[test]
fn nobody_there_is_broken_without_the_address() {
    let (url, thread) = server(vec![]);
    thread.join().expect("no panic");
    let error = send(&url).map(|r| r.status).expect_err("nobody listens");
    assert!(
        matches!(&error, Exchange::Broken("plaid", why) if !why.contains(&url)),
        "{error:?}"
    );
}

#[test]
fn a_rail_without_a_url_is_not_asked() {
    let rail = HttpRail::new(Some("https://jobber.test"), None).expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let answer = runtime.expect("a runtime").block_on(rail.send(post("/x")));
    assert!(matches!(answer, Err(Exchange::Broken("plaid", _))));
}

#[test]
fn tokens_travel_in_the_clear_on_this_machine_only() {
    for good in [
        "https://rail.test",
        "https://rail.test/base/",
        "http://127.0.0.1:80",
        "http://[::1]:9",
        "http://localhost:1",
    ] {
        assert!(
            base_url(RailName::Jobber, good).is_ok_and(|u| !u.ends_with('/')),
            "{good}"
        );
    }
    for plain in [
        "http://rail.test",
        "http://10.0.0.1",
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
    ] {
        assert_eq!(
            base_url(RailName::Jobber, plain),
            Err(SetUpError::Insecure("jobber")),
            "{plain}"
        );
    }
    for bad in [
        "",
        "rail.test",
        "ftp://rail.test",
        "https://u:p@rail.test",
        "https://rail.test?x=1",
        "https://rail.test#x",
        "file:///etc",
    ] {
        assert_eq!(
            base_url(RailName::Plaid, bad),
            Err(SetUpError::BadUrl("plaid")),
            "{bad}"
        );
    }
}
