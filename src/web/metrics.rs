//! Figures for monitoring, in the text form of OpenMetrics. Labels are routes and statuses, never what people typed.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the classes of duration, seconds.
const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

/// The meters of one service.
#[derive(Debug)]
pub struct Meters {
    registry: Registry,
    requests: Family<Labels, Counter>,
    durations: Family<RouteLabel, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
}

impl Meters {
    /// All at zero.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("duijie");
        let requests = Family::default();
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let durations = Family::new_with_constructor(histogram);
        let in_flight = Gauge::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time until the answer began", durations.clone());
        registry.register("http_requests_in_flight", "Requests being answered", in_flight.clone());
        Self { registry, requests, durations, in_flight }
    }

    /// A request begins.
    pub fn begin(&self) {
        self.in_flight.inc();
    }

    /// A request was answered.
    pub fn end(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        self.in_flight.dec();
        let labels = Labels { method: known(method), route: route.to_owned(), status: status.as_u16() };
        self.requests.get_or_create(&labels).inc();
        let route = RouteLabel { route: route.to_owned() };
        self.durations.get_or_create(&route).observe(took.as_secs_f64());
    }

    /// The text for the collector.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Made-up methods must not grow the memory.
fn known(method: &Method) -> String {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];
    if known.contains(method) { method.to_string() } else { "OTHER".to_owned() }
}
