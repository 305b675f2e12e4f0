//! Trying out a need: who could solve it, shown while it is written; the button does the same without a script.

use axum::http::StatusCode;

use crate::support::web::TestSite;

const PROBLEM: &str = "薄壁轴承套圈热处理后椭圆大，粗磨班产低，希望出炉椭圆控制在 0.15 mm 以内，现在 0.25 mm";

#[tokio::test]
async fn the_empty_form_says_what_will_be_here() {
    let site = TestSite::demo().await.visitor();
    let page = site.get("/needs/new").await;
    assert!(page.texts("[data-preview]")[0].contains("写下名称和主要问题"));
    assert_eq!(page.texts("form button[type=submit]"), ["看看谁能解决"]);
}

#[tokio::test]
async fn the_button_shows_candidates_figures_and_what_to_write_next() {
    let site = TestSite::demo().await.visitor();
    let page = site.post("/needs/new", &[("title", "套圈热处理变形"), ("problem", PROBLEM)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.texts("[data-preview] .list > li").is_empty());
    let figures = page.texts("[data-preview] .ind");
    assert!(figures.iter().any(|figure| figure.contains("0.15 mm")), "{figures:?}");
    let hints = page.texts("[data-preview] .trace li");
    assert!(hints.iter().any(|hint| hint.contains("投入")), "{hints:?}");
    assert_eq!(page.texts("textarea#problem"), [PROBLEM.split_whitespace().collect::<Vec<_>>().join(" ")]);
    assert!(!page.texts("[data-preview] mark").is_empty());
}

#[tokio::test]
async fn the_fragment_is_the_panel_of_the_page() {
    let site = TestSite::demo().await.visitor();
    let fields = [("title", "套圈热处理变形"), ("problem", PROBLEM)];
    let page = site.post("/needs/new", &fields).await;
    let part = site.post("/needs/new/preview", &fields).await;
    assert_eq!(part.status, StatusCode::OK);
    assert!(!part.body.contains("<html"));
    assert_eq!(part.texts(".list > li"), page.texts("[data-preview] .list > li"));
}

#[tokio::test]
async fn nothing_is_stored() {
    let site = TestSite::demo().await.visitor();
    let before = site.get("/needs").await.texts("#res");
    site.post("/needs/new", &[("title", "不该留下的需求"), ("problem", PROBLEM)]).await;
    site.index().await;
    assert_eq!(site.get("/needs").await.texts("#res"), before);
    let found = site.get("/needs?q=%E4%B8%8D%E8%AF%A5%E7%95%99%E4%B8%8B").await;
    assert!(!found.texts(".hit h3").contains(&"不该留下的需求".to_owned()));
}

#[tokio::test]
async fn fields_that_cannot_be_read_keep_what_was_typed_and_say_how_to_write_it() {
    let site = TestSite::demo().await.visitor();
    let fields = [("problem", PROBLEM), ("budget", "约一百二"), ("due_on", "明年底")];
    let page = site.post("/needs/new", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = page.texts(".err");
    assert!(errors[0].contains("“约一百二”") && errors[1].contains("“明年底”"), "{errors:?}");
    assert_eq!(page.links("#budget", "value"), ["约一百二"]);
    assert_eq!(page.links("[role=alert] a", "href"), ["#budget", "#due_on"]);
    assert!(!page.texts("[data-preview] .list > li").is_empty(), "what can be read is used");
    let long = "很长".repeat(6_000);
    let page = site.post("/needs/new", &[("problem", long.as_str())]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.texts(".err")[0].contains("12000 字"));
}

#[tokio::test]
async fn an_enterprise_is_picked_by_its_name() {
    let site = TestSite::demo().await;
    let page = site.post("/needs/new", &[("problem", PROBLEM), ("enterprise_name", "示例")]).await;
    let picks = page.links(".picker-list input[type=radio]", "value");
    assert!(!picks.is_empty());
    let chosen = [("problem", PROBLEM), ("enterprise_name", "示例"), ("enterprise", picks[0].as_str())];
    let page = site.post("/needs/new", &chosen).await;
    assert_eq!(page.links(".picker-list input[checked]", "value"), [picks[0].clone()]);
    let none = site.post("/needs/new", &[("problem", PROBLEM), ("enterprise_name", "<b>没有")]).await;
    assert!(none.texts(".picker-none")[0].contains("<b>没有"));
}

#[tokio::test]
async fn html_and_control_characters_are_only_text() {
    let site = TestSite::demo().await.visitor();
    let fields = [
        ("title", "<script>alert(1)</script>\u{0}\u{1b}[31m轴承"),
        ("problem", "</textarea><img src=x>热处理淬火"),
    ];
    let page = site.post("/needs/new", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
    assert_eq!(
        site.post("/needs/new/preview", &[("county", "%%%"), ("field", "x"), ("mode", "y")]).await.status,
        200
    );
}

#[tokio::test]
async fn what_is_said_of_the_candidates_agrees_with_the_list() {
    let site = TestSite::demo().await.visitor();
    for problem in [PROBLEM, "食堂的饭菜不好吃，想换一个厨师来做", "风电轴承套圈感应淬火后硬化层不均匀"]
    {
        let part = site.post("/needs/new/preview", &[("problem", problem)]).await;
        let (listed, unproven) = (part.texts(".list > li").len(), part.texts(".list .st-warn").len());
        assert!(listed > 0, "{problem}");
        let said = part.texts(".blk > p.small").remove(0);
        let able = said.split(' ').next().and_then(|able| able.parse::<usize>().ok());
        if unproven == listed {
            assert!(said.contains("没有机构明显对得上") && said.contains(&format!("{listed} 家")), "{said}");
        } else if unproven > 0 {
            assert!(said.contains(&format!("列 {listed} 家，其中 {unproven} 家关联未证实")), "{said}");
            assert!(able.is_some_and(|able| able >= listed - unproven), "{said}");
        } else {
            assert!(able.is_some_and(|able| able >= listed), "{said}");
        }
    }
}
