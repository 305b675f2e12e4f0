//! What whoever runs the service says about its surroundings: under which address people reach it, which proxies
//! stand in front of it, how much work a password is.

use std::net::{IpAddr, SocketAddr};

use crate::passwords::Cost;

/// The settings of one process.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Under which address people reach the service; `None` on this machine only.
    pub public_url: Option<PublicUrl>,
    /// Where the service listens, once it does: links of an installation for this machine only begin there.
    pub listens_at: Option<SocketAddr>,
    /// Proxies whose word about the client's address is believed.
    pub proxies: Vec<Network>,
    /// How much work one password is.
    pub password_cost: Cost,
}

impl Settings {
    /// The address links begin with, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> String {
        match (&self.public_url, self.listens_at) {
            (Some(url), _) => url.base.clone(),
            (None, Some(address)) => format!("http://{address}"),
            (None, None) => "http://127.0.0.1:8080".to_owned(),
        }
    }

    /// True if people reach the service by https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.secure)
    }
}

/// The address under which people reach the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    base: String,
    host: String,
    secure: bool,
}

impl PublicUrl {
    /// Reads `https://duijie.example.cn` or `http://10.1.2.3:8080`; `None` if it is neither, or has a path.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = url::Url::parse(text.trim()).ok()?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !plain || !nobody {
            return None;
        }
        let host = url.host_str()?.to_ascii_lowercase();
        let base = url.as_str().trim_end_matches('/').to_owned();
        Some(Self { base, host, secure: url.scheme() == "https" })
    }

    /// Its host, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// True if it is https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }
}

/// One address or a range of them: `10.0.0.5`, `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads an address, alone or with the number of bits that count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address.parse::<IpAddr>().ok()?, Some(bits.parse::<u8>().ok()?)),
            None => (text.trim().parse::<IpAddr>().ok()?, None),
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address: address.to_canonical(), bits })
    }

    /// True if this address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                (own.to_bits() ^ other.to_bits()) & mask == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                (own.to_bits() ^ other.to_bits()) & mask == 0
            }
            _ => false,
        }
    }
}

/// The client's address: the peer's, or, if that is a proxy we know, the last one in `X-Forwarded-For` that is none.
/// What stands before that one was written by the client itself.
#[must_use]
pub fn client_address(peer: IpAddr, forwarded: &[&str], proxies: &[Network]) -> IpAddr {
    let known = |address: IpAddr| proxies.iter().any(|proxy| proxy.holds(address));
    let mut client = peer.to_canonical();
    for written in forwarded.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !known(client) {
            break;
        }
        match written.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::{Network, PublicUrl, client_address};

    #[test]
    fn a_public_address_has_no_path_and_no_password() {
        let url = PublicUrl::parse("https://Duijie.example.cn/").unwrap();
        assert_eq!(
            (url.host(), url.is_secure(), url.base.as_str()),
            ("duijie.example.cn", true, "https://duijie.example.cn")
        );
        assert_eq!(PublicUrl::parse("http://10.1.2.3:8080").unwrap().base, "http://10.1.2.3:8080");
        for wrong in
            ["duijie.example.cn", "ftp://a.cn", "https://a.cn/b", "https://u:p@a.cn", "https://a.cn?b=c"]
        {
            assert_eq!(PublicUrl::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_known_proxies_are_believed() {
        let proxies = [Network::parse("10.0.0.0/8").unwrap(), Network::parse("::1").unwrap()];
        let client = |peer: &str, forwarded: &[&str]| {
            client_address(peer.parse().unwrap(), forwarded, &proxies).to_string()
        };
        assert_eq!(client("192.0.2.7", &["203.0.113.5"]), "192.0.2.7", "a stranger's word counts nothing");
        assert_eq!(client("10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert_eq!(
            client("10.0.0.1", &["6.6.6.6, 203.0.113.5, 10.0.0.2"]),
            "203.0.113.5",
            "forged ones stand before"
        );
        assert_eq!(
            client("10.0.0.1", &["6.6.6.6", "203.0.113.5"]),
            "203.0.113.5",
            "two headers are one list"
        );
        assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client("::ffff:10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert!(Network::parse("0.0.0.0/0").unwrap().holds("1.2.3.4".parse().unwrap()));
        assert!(!Network::parse("10.0.0.4/31").unwrap().holds("10.0.0.6".parse().unwrap()));
        assert_eq!(Network::parse("10.0.0.0/33"), None);
    }
}
