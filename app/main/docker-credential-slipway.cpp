// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

// docker-credential-slipway: Docker's credential helper for the builds that Slipway runs. It knows no secret: it asks the Slipway that started the
// build, over the socket and with the nonce that stand in the environment. Protocol: docker/docker-credential-helpers. Silent on stderr, which
// Docker passes on into the progress stream.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <iterator>
#include <string>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#endif

namespace {

constexpr std::size_t longestAnswer = 1024 * 1024;

#ifdef _WIN32
/// Sends `question` to the pipe and reads until its end; empty when nobody answers.
std::string ask(const std::string &name, const std::string &question)
{
    HANDLE pipe = CreateFileA(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    if (pipe == INVALID_HANDLE_VALUE)
        return {};
    std::string answer;
    DWORD count = 0;
    if (WriteFile(pipe, question.data(), static_cast<DWORD>(question.size()), &count, nullptr)) {
        char bytes[4096];
        while (answer.size() < longestAnswer && ReadFile(pipe, bytes, sizeof bytes, &count, nullptr) && count > 0)
            answer.append(bytes, count);
    }
    CloseHandle(pipe);
    return answer;
}
#else
/// Sends `question` to the socket and reads until its end; empty when nobody answers.
std::string ask(const std::string &name, const std::string &question)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (socket < 0)
        return {};
    std::string answer;
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && ::send(socket, question.data(), question.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(question.size())) {
        char bytes[4096];
        ssize_t count = 0;
        while (answer.size() < longestAnswer && (count = ::read(socket, bytes, sizeof bytes)) > 0)
            answer.append(bytes, static_cast<std::size_t>(count));
    }
    ::close(socket);
    return answer;
}
#endif

int refuse(const char *words)
{
    std::cout << words << '\n';
    return 1;
}

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

} // namespace

int main(int argc, char *argv[])
{
    const std::string verb = argc == 2 ? argv[1] : "";
    if (verb == "version" || verb == "--version") {
        std::cout << "docker-credential-slipway " SLIPWAY_VERSION "\n";
        return 0;
    }
    if (verb == "list") {
        std::cout << "{}\n";
        return 0;
    }
    if (verb == "store" || verb == "erase")
        return refuse("Slipway keeps its log-ins itself: use its window, or another credential helper.");
    if (verb != "get")
        return refuse("Usage: docker-credential-slipway get, with a server's address on standard input; for builds started by Slipway.");

    std::string server{std::istreambuf_iterator<char>(std::cin), {}};
    while (!server.empty() && (server.back() == '\n' || server.back() == '\r'))
        server.pop_back();
    const std::string answer = server.find('\n') == std::string::npos
                                   ? ask(variable("SLIPWAY_CREDENTIAL_SOCKET"), variable("SLIPWAY_CREDENTIAL_NONCE") + '\n' + server + '\n')
                                   : std::string();
    if (answer.empty() || answer.front() != '+')
        return refuse("credentials not found in native keychain"); // Docker knows these words and goes on without a log-in
    std::cout.write(answer.data() + 1, static_cast<std::streamsize>(answer.size() - 1));
    std::cout << '\n';
    return 0;
}
