//! Files that are sent: only what is a table, only for who sent it, and loaded once.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::io::{Cursor, Write as _};

use crate::support::samples::uscc;
use crate::support::web::{Reply, TestSite, bureau};

const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("writes");
    }
    writer.finish().expect("a zip").into_inner()
}

fn list() -> String {
    format!("企业名称,统一社会信用代码,县区\n甲公司,{},洛龙区\n", uscc(1))
}

async fn send(site: &TestSite, name: &str, content: &[u8]) -> Reply {
    site.upload("/imports", &[("kind", "enterprises")], name, content).await
}

#[tokio::test]
async fn only_tables_are_taken_whatever_they_are_called() {
    let site = TestSite::empty().await;
    let macros =
        zip_of(&[("_rels/.rels", ROOT), ("xl/workbook.xml", b"<workbook/>"), ("xl/vbaProject.bin", b"x")]);
    let zip = zip_of(&[("a.txt", b"x")]);
    let bomb = zip_of(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/a.xml", &vec![b' '; 150 << 20]),
    ]);
    let cases: [(&str, &[u8], &str); 8] = [
        ("名单.xlsx", &macros, "带有宏"),
        ("名单.xlsm", &macros, "带有宏"),
        ("名单.csv", &macros, "带有宏"),
        ("名单.xlsx", &zip, "不是表格"),
        ("名单.xlsx", &bomb, "异常膨胀"),
        ("名单.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "旧版 .xls"),
        ("名单.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是表格"),
        ("名单.exe", b"MZ\x90\0\x03\0\0\0", "不是表格"),
    ];
    for (name, content, said) in cases {
        let reply = send(&site, name, content).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {said}");
        let alert = reply.texts("[role=alert]").remove(0);
        assert!(alert.contains(said) && alert.contains('请'), "{name}: {alert}");
    }
    assert!(!site.app.data().join("uploads").exists(), "none of them was kept");
    let named = send(&site, "../../etc/\u{202e}名单.exe", list().as_bytes()).await;
    let report = site.get(named.header("location")).await;
    assert_eq!(report.texts("h1"), ["名单.exe"], "a table by its content, under a clean name");
}

#[tokio::test]
async fn a_file_is_there_for_its_sender_only() {
    let site = TestSite::empty().await;
    let (one, other) = (site.seen_by(bureau(1)).await, site.seen_by(bureau(2)).await);
    let sent = send(&one, "名单.csv", list().as_bytes()).await;
    let address = sent.header("location").to_owned();
    assert_eq!(one.get(&address).await.status, StatusCode::OK);
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&address.replace('?', "/errors.xlsx?")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&address.replace('?', "/load?"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.post(&address.replace('?', "/load?"), &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_file_is_loaded_once_however_often_it_is_asked_for() {
    let site = TestSite::empty().await;
    let sent = send(&site, "名单.csv", list().as_bytes()).await;
    let load = sent.header("location").replace('?', "/load?");
    let (first, second) = tokio::join!(site.post(&load, &[]), site.post(&load, &[]));
    let third = site.post(&load, &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    for again in [second, third] {
        assert_eq!(again.header("location"), first.header("location"), "the first answer");
    }
    let batches = "section[aria-labelledby=batches-h] tbody tr";
    assert_eq!(site.get("/imports").await.texts(batches).len(), 1);
    // Once it was undone it may be loaded again.
    let page = first.header("location").split('?').next().expect("an address").to_owned();
    assert_eq!(site.post(&format!("{page}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
    let anew = site.post(&load, &[]).await;
    assert_eq!(anew.status, StatusCode::SEE_OTHER);
    assert_ne!(anew.header("location"), first.header("location"));
    assert_eq!(site.get("/imports").await.texts(batches).len(), 2);
    assert_eq!(site.post(&load, &[]).await.header("location"), anew.header("location"));
}

#[tokio::test]
async fn a_need_takes_no_attachments_however_many_are_sent_with_it() {
    const EDGE: &str = "----duijie-fifty";
    let site = TestSite::empty().await;
    let part = |at: usize| {
        format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"附件{at}.exe\"\r\n\r\nMZ\0\r\n"
        )
    };
    let title = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n主轴轴承\r\n");
    let body = format!("{title}{}--{EDGE}--\r\n", (0..50).map(part).collect::<String>());
    let request = Request::post("/needs/drafts")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"));
    let reply = site.send_body(request, Body::from(body)).await;
    assert!(reply.status.is_client_error(), "{}", reply.status);
    assert!(!reply.texts("h1").is_empty() && reply.body.contains("lang=\"zh-CN\""), "{}", reply.body);
    assert!(!site.get("/needs/drafts").await.body.contains("主轴轴承"), "nothing half-written");
}
