//! Connections that cannot be held for ever: a client that stops reading or never speaks is let go, so that idle
//! and stuck ones cost little and not for long.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;

/// How long a connection may be silent. Longer than a page may take, since the connection is silent meanwhile.
const IDLE: Duration = Duration::from_secs(75);
/// How long a client may leave what was sent to it unread.
const UNREAD: Duration = Duration::from_secs(30);

/// A TCP listener with time limits on its connections.
#[derive(Debug)]
pub struct PatientListener {
    inner: TcpListener,
    idle: Duration,
    unread: Duration,
}

impl PatientListener {
    /// With the usual limits.
    #[must_use]
    pub fn new(inner: TcpListener) -> Self {
        Self::with_limits(inner, IDLE, UNREAD)
    }

    /// With other limits.
    #[must_use]
    pub fn with_limits(inner: TcpListener, idle: Duration, unread: Duration) -> Self {
        Self { inner, idle, unread }
    }
}

impl Listener for PatientListener {
    type Io = Pin<Box<TimeoutStream<TcpStream>>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, from) = Listener::accept(&mut self.inner).await;
        // Pages are small and written at once; a failure to say so is harmless.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(self.idle));
        stream.set_write_timeout(Some(self.unread));
        (Box::pin(stream), from)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.inner.local_addr()
    }
}
